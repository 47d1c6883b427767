package dev.etcdsync.fence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.LastCompare;
import java.time.Instant;
import java.util.Optional;

/** The part of the status that tells of the comparisons of everything. */
final class CompareDocument {
  private CompareDocument() {}

  static ObjectNode tree(CompareSummary summary) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("pending", summary.pending());
    summary
        .last()
        .ifPresent(last -> {
          node.put("time", last.time().toString());
          node.put("seconds", last.took().toMillis() / 1000.0);
          node.put("revision", last.revision());
          node.put("standbyRevision", last.modRevision());
          node.put("keys", last.keys());
          node.put("clean", last.isClean());
          node.put("missed", last.missed());
          node.put("different", last.different());
          node.put("stale", last.stale());
          node.put("local", last.local());
          node.put("statusDiverged", last.statusDiverged());
        });
    summary.trouble().ifPresent(trouble -> node.put("trouble", trouble));
    return node;
  }

  /**
   * A leader of an earlier version says nothing of it.
   *
   * @param interval of the comparisons, which the status tells for itself; missing where it does
   *     not
   */
  static CompareSummary read(JsonNode node, JsonNode interval) {
    if (node.isMissingNode()) {
      return CompareSummary.none();
    }
    return new CompareSummary(
        node.path("pending").asBoolean(),
        Optional.ofNullable(node.get("time")).map(time -> last(node, time)),
        Optional.ofNullable(node.get("trouble")).map(JsonNode::asText),
        Optional.of(interval).filter(JsonNode::isNumber).map(VersionedJson::duration));
  }

  private static LastCompare last(JsonNode node, JsonNode time) {
    return new LastCompare(
        Instant.parse(time.asText()),
        VersionedJson.duration(node.path("seconds")),
        node.path("revision").asLong(),
        node.path("standbyRevision").asLong(),
        node.path("keys").asLong(),
        node.path("missed").asLong(),
        node.path("different").asLong(),
        node.path("stale").asLong(),
        node.path("local").asLong(),
        node.path("statusDiverged").asLong());
  }
}
