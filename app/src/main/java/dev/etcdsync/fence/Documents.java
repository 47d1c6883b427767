package dev.etcdsync.fence;

import static dev.etcdsync.fence.VersionedJson.field;
import static dev.etcdsync.fence.VersionedJson.number;
import static dev.etcdsync.fence.VersionedJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Value;
import dev.etcdsync.model.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The link's documents as versioned JSON. Reading refuses what it does not know with {@link
 * UnknownFormatException}. Safe for use by several threads.
 */
public final class Documents {
  private final VersionedJson json = new VersionedJson();

  public Value write(Fence fence) {
    ObjectNode node = json.begin();
    node.put("epoch", fence.epoch());
    node.put("holder", fence.holder());
    node.put("nonce", fence.nonce());
    node.put("primaryCluster", Long.toHexString(fence.primaryCluster()));
    node.put("standbyCluster", Long.toHexString(fence.standbyCluster()));
    return json.value(node);
  }

  public Fence readFence(Value value) {
    return json.read(
        "fence",
        value,
        node ->
            new Fence(
                number(node, "epoch"),
                text(node, "holder"),
                text(node, "nonce"),
                Long.parseUnsignedLong(text(node, "primaryCluster"), 16),
                Long.parseUnsignedLong(text(node, "standbyCluster"), 16)));
  }

  /** Who holds the link by this fence, for people. */
  public String holder(Optional<Value> fence) {
    try {
      return fence
          .map(value -> readFence(value).holder())
          .orElse("nobody: the link's fence has been deleted");
    } catch (UnknownFormatException e) {
      return "a process of another version";
    }
  }

  public Value write(Checkpoint checkpoint) {
    ObjectNode node = json.begin();
    node.put("primaryCluster", Long.toHexString(checkpoint.primaryCluster()));
    switch (checkpoint.position()) {
      case Position.Copying copying ->
          node.put("phase", "copying")
              .put("known", copying.seen())
              .put("since", copying.since().toString());
      case Position.At at -> node.put("phase", "following").put("revision", at.revision());
      case Position.Within within ->
          node.put("phase", "applying")
              .put("revision", within.revision())
              .set(
                  "part",
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("revision", within.next())
                      .put("applied", within.applied())
                      .put("total", within.total()));
    }
    checkpoint
        .witness()
        .ifPresent(witness ->
            node.putObject("witness")
                .put("key", VersionedJson.encoded(witness.key()))
                .put("revision", witness.revision())
                .put("digest", witness.digest())
                .put("last", witness.last()));
    node.put("s0", checkpoint.before());
    node.put("seen", checkpoint.seen());
    checkpoint.blocked().ifPresent(finding -> node.set("blocked", tree(finding)));
    node.put("time", checkpoint.time().toString());
    return json.value(node);
  }

  public Checkpoint readCheckpoint(Value value) {
    return json.read(
        "checkpoint",
        value,
        node ->
            new Checkpoint(
                Long.parseUnsignedLong(text(node, "primaryCluster"), 16),
                position(node),
                Optional.ofNullable(node.get("witness"))
                    .map(witness ->
                        new Witness(
                            VersionedJson.key(field(witness, "key")),
                            number(witness, "revision"),
                            text(witness, "digest"),
                            field(witness, "last").asBoolean())),
                number(node, "s0"),
                number(node, "seen"),
                Optional.ofNullable(node.get("blocked")).map(Documents::finding),
                Instant.parse(text(node, "time"))));
  }

  private static Position position(JsonNode node) {
    String phase = text(node, "phase");
    return switch (phase) {
      case "copying" ->
          new Position.Copying(number(node, "known"), Instant.parse(text(node, "since")));
      case "following" -> new Position.At(number(node, "revision"));
      case "applying" -> {
        JsonNode part = field(node, "part");
        yield new Position.Within(
            number(node, "revision"),
            number(part, "revision"),
            (int) number(part, "applied"),
            (int) number(part, "total"));
      }
      default -> throw new UnknownFormatException("it has an unknown phase \"" + phase + "\"");
    };
  }

  public Value write(LinkStatus status) {
    return json.value(tree(status));
  }

  /** The same, for whoever shows it with more. */
  public ObjectNode tree(LinkStatus status) {
    ObjectNode node = json.begin();
    node.put("phase", status.phase().label());
    node.put("epoch", status.epoch());
    node.put("holder", status.holder());
    node.put("revision", status.revision());
    node.put("primaryRevision", status.primaryRevision());
    if (status.phase() == LinkPhase.FOLLOWING) {
      node.put("lagRevisions", Math.max(0, status.primaryRevision() - status.revision()));
    }
    status
        .confirmed()
        .ifPresent(confirmed -> {
          node.put("confirmed", confirmed.toString());
          node.put("lagSeconds", seconds(Duration.between(confirmed, status.time())));
        });
    node.put("copied", status.copied());
    node.put("total", status.total());
    status.copy().ifPresent(copy -> CopyDocument.write(copy, node));
    node.put("held", status.held());
    node.set("drift", DriftDocument.tree(status.drift()));
    node.set("compare", CompareDocument.tree(status.compare()));
    status
        .compare()
        .interval()
        .ifPresent(interval -> node.put("checkIntervalSeconds", seconds(interval)));
    status.parked().ifPresent(finding -> node.set("parked", tree(finding)));
    status.trouble().ifPresent(trouble -> node.put("trouble", trouble));
    VersionsDocument.write(status.versions(), node);
    node.put("time", status.time().toString());
    return node;
  }

  public LinkStatus readStatus(Value value) {
    return json.read(
        "status",
        value,
        node ->
            new LinkStatus(
                phase(text(node, "phase")),
                number(node, "epoch"),
                text(node, "holder"),
                number(node, "revision"),
                number(node, "primaryRevision"),
                Optional.ofNullable(node.get("confirmed"))
                    .map(confirmed -> Instant.parse(confirmed.asText())),
                number(node, "copied"),
                number(node, "total"),
                CopyDocument.read(node),
                number(node, "held"),
                DriftDocument.read(node.path("drift")),
                CompareDocument.read(node.path("compare"), node.path("checkIntervalSeconds")),
                Optional.ofNullable(node.get("parked")).map(Documents::finding),
                Optional.ofNullable(node.get("trouble")).map(JsonNode::asText),
                VersionsDocument.read(node),
                Instant.parse(text(node, "time"))));
  }

  /** The scope that a copy has made complete, by its description. */
  public Value writeScope(String description) {
    ObjectNode node = json.begin();
    node.put("scope", description);
    return json.value(node);
  }

  public String readScope(Value value) {
    return json.read("scope", value, node -> text(node, "scope"));
  }

  /** What is kept of a key that only the standby has, beside the key itself. */
  public Value writeSurplus(long createRevision) {
    ObjectNode node = json.begin();
    node.put("created", createRevision);
    return json.value(node);
  }

  /** What {@code etcd-sync heal} leaves for the leader: keys to look at; none: all there are. */
  public Value writeHealRequest(List<Key> keys) {
    ObjectNode node = json.begin();
    ArrayNode list = node.putArray("keys");
    keys.forEach(key -> list.add(VersionedJson.encoded(key)));
    return json.value(node);
  }

  public List<Key> readHealRequest(Value value) {
    return json.read(
        "request to heal",
        value,
        node -> {
          List<Key> keys = new ArrayList<>();
          field(node, "keys").forEach(key -> keys.add(VersionedJson.key(key)));
          return List.copyOf(keys);
        });
  }

  /** The revision of the standby that created the key, as {@link #writeSurplus} was told. */
  public long readSurplus(Value value) {
    return json.read("surplus record", value, node -> number(node, "created"));
  }

  /** What {@code etcd-sync confirm} leaves for the leader: the token of the finding confirmed. */
  public Value writeConfirmation(String token) {
    ObjectNode node = json.begin();
    node.put("token", token);
    return json.value(node);
  }

  public String readConfirmation(Value value) {
    return json.read("confirmation", value, node -> text(node, "token"));
  }

  private static LinkPhase phase(String label) {
    for (LinkPhase phase : LinkPhase.values()) {
      if (phase.label().equals(label)) {
        return phase;
      }
    }
    throw new UnknownFormatException("it has an unknown phase \"" + label + "\"");
  }

  private static ObjectNode tree(Finding finding) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("guard", finding.guard().label());
    node.put("sentence", finding.sentence());
    finding.token().ifPresent(token -> node.put("token", token));
    return node;
  }

  private static Finding finding(JsonNode node) {
    String label = text(node, "guard");
    for (Guard guard : Guard.values()) {
      if (guard.label().equals(label)) {
        return new Finding(
            guard,
            text(node, "sentence"),
            Optional.ofNullable(node.get("token")).map(JsonNode::asText));
      }
    }
    throw new UnknownFormatException("it names an unknown guard \"" + label + "\"");
  }

  private static double seconds(Duration duration) {
    return Math.max(0, duration.toMillis()) / 1000.0;
  }
}
