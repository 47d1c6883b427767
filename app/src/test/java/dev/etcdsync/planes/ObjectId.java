package dev.etcdsync.planes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Which object it is, on either side; the namespace is empty for what belongs to the cluster. */
public record ObjectId(String kind, String namespace, String name) {
  /** Which one this is. */
  public static ObjectId of(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return new ObjectId(
        object.path("kind").asText(),
        metadata.path("namespace").asText(),
        metadata.path("name").asText());
  }

  /** Whether an etcd key of the standby can be this object's. */
  boolean hasKey(String key) {
    return key.endsWith("/" + (namespace.isEmpty() ? "" : namespace + "/") + name)
        && key.replace("/", "").contains(kind.toLowerCase(Locale.ROOT));
  }
}
