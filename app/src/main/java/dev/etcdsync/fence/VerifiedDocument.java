package dev.etcdsync.fence;

import static dev.etcdsync.fence.VersionedJson.field;
import static dev.etcdsync.fence.VersionedJson.number;
import static dev.etcdsync.fence.VersionedJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Value;
import dev.etcdsync.model.Verified;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The document by which a leader tells others up to where it has compared both sides, as versioned
 * JSON. Safe for use by several threads.
 */
public final class VerifiedDocument {
  /** What is larger is not published: whoever compares reads all then. */
  private static final int MOST_BYTES = 256 * 1024;

  private final VersionedJson json = new VersionedJson();

  /** Empty if it would be too large. */
  public Optional<Value> write(Verified verified) {
    ObjectNode node =
        json.begin()
            .put("revision", verified.revision())
            .put("standbyRevision", verified.modRevision())
            .put("primaryCluster", Long.toHexString(verified.primaryCluster()))
            .put("scope", verified.scope());
    ArrayNode again = node.putArray("again");
    verified.again().stream().sorted().map(VersionedJson::encoded).forEach(again::add);
    return Optional.of(json.value(node)).filter(value -> value.size() <= MOST_BYTES);
  }

  /**
   * Reads what {@link #write} wrote. It spares work and decides nothing, so that what is of another
   * version, or damaged, is none.
   */
  public Optional<Verified> read(Value value) {
    try {
      return Optional.of(json.read("verified pair", value, VerifiedDocument::verified));
    } catch (UnknownFormatException e) {
      return Optional.empty();
    }
  }

  private static Verified verified(JsonNode node) {
    Set<Key> again = new HashSet<>();
    field(node, "again").forEach(key -> again.add(VersionedJson.key(key)));
    return new Verified(
        number(node, "revision"),
        number(node, "standbyRevision"),
        Long.parseUnsignedLong(text(node, "primaryCluster"), 16),
        text(node, "scope"),
        again);
  }
}
