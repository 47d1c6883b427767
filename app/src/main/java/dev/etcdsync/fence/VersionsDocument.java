package dev.etcdsync.fence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.LinkVersions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of the status that tells which versions run. */
final class VersionsDocument {
  private VersionsDocument() {}

  static void write(LinkVersions versions, ObjectNode status) {
    versions.leader().ifPresent(version -> status.put("leaderVersion", version));
    if (!versions.primary().isEmpty()) {
      versions.primary().forEach(status.putArray("primaryVersions")::add);
    }
  }

  /** A leader of an earlier version tells none. */
  static LinkVersions read(JsonNode status) {
    List<String> primary = new ArrayList<>();
    status.path("primaryVersions").forEach(version -> primary.add(version.asText()));
    return new LinkVersions(
        Optional.ofNullable(status.get("leaderVersion")).map(JsonNode::asText), primary);
  }
}
