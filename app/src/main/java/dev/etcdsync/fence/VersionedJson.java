package dev.etcdsync.fence;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Value;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.function.Function;

/**
 * How all documents of the link are written: JSON with a version, of which a reader refuses what it
 * does not know. Safe for use by several threads.
 */
final class VersionedJson {
  private static final int VERSION = 1;

  private final ObjectMapper json = new ObjectMapper();

  /** A document to be filled. */
  ObjectNode begin() {
    return JsonNodeFactory.instance.objectNode().put("version", VERSION);
  }

  Value value(ObjectNode document) {
    try {
      return Value.wrap(json.writeValueAsBytes(document));
    } catch (JacksonException e) {
      throw new IllegalStateException("a document of ours cannot be written as JSON", e);
    }
  }

  /**
   * Reads a document.
   *
   * @param name of its kind, for people
   * @throws UnknownFormatException if it is of another version, or damaged
   */
  <T> T read(String name, Value value, Function<JsonNode, T> reader) {
    String which = "the link's " + name + " in the standby's etcd ";
    try {
      JsonNode node = json.readTree(value.bytes());
      if (node == null || !node.path("version").isInt()) {
        throw new UnknownFormatException("it tells no format version");
      }
      int version = node.path("version").asInt();
      if (version != VERSION) {
        throw new UnknownFormatException(
            "it is of format version %d, and this etcd-sync reads format version %d"
                .formatted(version, VERSION));
      }
      return reader.apply(node);
    } catch (UnknownFormatException e) {
      throw new UnknownFormatException(which + "cannot be read: " + e.getMessage(), e);
    } catch (IOException | DateTimeParseException | IllegalArgumentException e) {
      throw new UnknownFormatException(which + "cannot be read", e);
    }
  }

  /** Of a number of seconds; to the millisecond. */
  static Duration duration(JsonNode seconds) {
    return Duration.ofMillis(Math.round(seconds.asDouble() * 1000));
  }

  static JsonNode field(JsonNode node, String name) {
    JsonNode field = node.get(name);
    if (field == null) {
      throw new UnknownFormatException("it has no field \"" + name + "\"");
    }
    return field;
  }

  static long number(JsonNode node, String name) {
    JsonNode number = field(node, name);
    if (!number.isIntegralNumber() || !number.canConvertToLong()) {
      throw new UnknownFormatException("the field \"" + name + "\" is no whole number");
    }
    return number.longValue();
  }

  static String text(JsonNode node, String name) {
    return field(node, name).asText();
  }

  /** A key's bytes, which need not be text, as base64. */
  static String encoded(Key key) {
    return Base64.getEncoder().encodeToString(key.bytes());
  }

  /** What {@link #encoded} made. */
  static Key key(JsonNode text) {
    return Key.of(Base64.getDecoder().decode(text.asText()));
  }
}
