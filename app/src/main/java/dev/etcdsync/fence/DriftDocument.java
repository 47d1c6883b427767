package dev.etcdsync.fence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.ContestedKey;
import dev.etcdsync.model.DriftSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of the status that tells of drift. */
final class DriftDocument {
  private DriftDocument() {}

  static ObjectNode tree(DriftSummary drift) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("suspected", drift.suspected());
    drift
        .oldest()
        .ifPresent(oldest -> node.put("oldestSuspectSeconds", oldest.toMillis() / 1000.0));
    node.put("departed", drift.departed());
    node.put("healed", drift.healed());
    node.put("statusDiverged", drift.statusDiverged());
    node.put("contested", drift.contested());
    ArrayNode named = node.putArray("contestedKeys");
    for (ContestedKey contested : drift.named()) {
      ObjectNode entry = named.addObject();
      entry.put("key", contested.key().toString());
      entry.put("keyBytes", VersionedJson.encoded(contested.key()));
      contested.writer().ifPresent(writer -> entry.put("writer", writer));
    }
    return node;
  }

  /** A leader of an earlier version says nothing of drift. */
  static DriftSummary read(JsonNode node) {
    if (node.isMissingNode()) {
      return DriftSummary.none();
    }
    List<ContestedKey> named = new ArrayList<>();
    for (JsonNode entry : node.path("contestedKeys")) {
      named.add(
          new ContestedKey(
              VersionedJson.key(entry.path("keyBytes")),
              Optional.ofNullable(entry.get("writer")).map(JsonNode::asText)));
    }
    return new DriftSummary(
        node.path("suspected").asLong(),
        Optional.ofNullable(node.get("oldestSuspectSeconds")).map(VersionedJson::duration),
        node.path("departed").asLong(),
        node.path("healed").asLong(),
        node.path("statusDiverged").asLong(),
        node.path("contested").asLong(),
        named);
  }
}
