package dev.etcdsync.fence;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Value;
import java.io.IOException;
import java.util.Base64;

/**
 * The document that says which object is being tried on the standby's apiserver, as versioned JSON,
 * so that whoever finds it can take it back. Safe for use by several threads.
 */
public final class ProbeDocument {
  private static final int VERSION = 1;

  private final ObjectMapper json = new ObjectMapper();

  /**
   * A try.
   *
   * @param key which is written
   * @param digest of the value that is written: what stands there with another one is not ours
   * @param had whether something stood there before
   */
  public record Probe(Key key, String digest, boolean had) {}

  public Value write(Probe probe) {
    try {
      return Value.wrap(
          json.writeValueAsBytes(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("version", VERSION)
                  .put("key", Base64.getEncoder().encodeToString(probe.key().bytes()))
                  .put("digest", probe.digest())
                  .put("had", probe.had())));
    } catch (JacksonException e) {
      throw new IllegalStateException("a document of ours cannot be written as JSON", e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws UnknownFormatException if it is of another version, or damaged
   */
  public Probe read(Value value) {
    try {
      JsonNode node = json.readTree(value.bytes());
      if (node == null || node.path("version").asInt() != VERSION) {
        throw new UnknownFormatException(
            "the link's probe in the standby's etcd is not of format version " + VERSION);
      }
      return new Probe(
          Key.of(Base64.getDecoder().decode(node.path("key").asText())),
          node.path("digest").asText(),
          node.path("had").asBoolean());
    } catch (IOException | IllegalArgumentException e) {
      throw new UnknownFormatException("the link's probe in the standby's etcd cannot be read", e);
    }
  }
}
