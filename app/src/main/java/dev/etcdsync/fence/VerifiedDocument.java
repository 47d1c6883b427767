package dev.etcdsync.fence;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Value;
import dev.etcdsync.model.Verified;
import java.io.IOException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The document by which a leader tells others up to where it has compared both sides, as versioned
 * JSON. Safe for use by several threads.
 */
public final class VerifiedDocument {
  private static final int VERSION = 1;

  /** What is larger is not published: whoever compares reads all then. */
  private static final int MOST_BYTES = 256 * 1024;

  private final ObjectMapper json = new ObjectMapper();

  /** Empty if it would be too large. */
  public Optional<Value> write(Verified verified) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", VERSION)
            .put("revision", verified.revision())
            .put("standbyRevision", verified.modRevision())
            .put("primaryCluster", Long.toHexString(verified.primaryCluster()))
            .put("scope", verified.scope());
    ArrayNode again = node.putArray("again");
    verified.again().stream()
        .sorted()
        .forEach(key -> again.add(Base64.getEncoder().encodeToString(key.bytes())));
    try {
      byte[] bytes = json.writeValueAsBytes(node);
      return bytes.length > MOST_BYTES ? Optional.empty() : Optional.of(Value.wrap(bytes));
    } catch (JacksonException e) {
      throw new IllegalStateException("a document of ours cannot be written as JSON", e);
    }
  }

  /**
   * Reads what {@link #write} wrote. It spares work and decides nothing, so that what is of another
   * version, or damaged, is none.
   */
  public Optional<Verified> read(Value value) {
    try {
      JsonNode node = json.readTree(value.bytes());
      if (node == null
          || node.path("version").asInt() != VERSION
          || !node.path("revision").canConvertToLong()
          || !node.path("standbyRevision").canConvertToLong()
          || !node.path("again").isArray()) {
        return Optional.empty();
      }
      Set<Key> again = new HashSet<>();
      node.path("again")
          .forEach(key -> again.add(Key.of(Base64.getDecoder().decode(key.asText()))));
      return Optional.of(
          new Verified(
              node.path("revision").asLong(),
              node.path("standbyRevision").asLong(),
              Long.parseUnsignedLong(node.path("primaryCluster").asText(), 16),
              node.path("scope").asText(),
              again));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
