package dev.etcdsync.fence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.LastCopy;
import java.time.Instant;
import java.util.Optional;

/** The part of the status that tells of the last copy. */
final class CopyDocument {
  private CopyDocument() {}

  static void write(LastCopy copy, ObjectNode status) {
    if (copy.running()) {
      status.put("copyBegan", copy.began().toString());
    }
    ObjectNode node = status.putObject("lastCopy").put("began", copy.began().toString());
    copy.reason().ifPresent(reason -> node.put("reason", reason));
    node.put("running", copy.running());
  }

  /** A leader of an earlier version tells only of one that is running, and not why. */
  static Optional<LastCopy> read(JsonNode status) {
    return Optional.ofNullable(status.get("lastCopy"))
        .map(copy ->
            new LastCopy(
                Instant.parse(VersionedJson.text(copy, "began")),
                Optional.ofNullable(copy.get("reason")).map(JsonNode::asText),
                copy.path("running").asBoolean()))
        .or(() ->
            Optional.ofNullable(status.get("copyBegan"))
                .map(began -> new LastCopy(Instant.parse(began.asText()), Optional.empty(), true)));
  }
}
