package dev.etcdsync.surplus;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A restore file that has been read once and found whole.
 *
 * @param link whose keys it holds
 * @param standbyCluster the cluster id of the etcd that they were deleted from
 * @param keys how many
 */
public record RestoreFile(Path path, String link, String standbyCluster, long keys) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NONE =
      "%s is no restore file: give one that etcd-sync surplus delete has written";

  /**
   * Reads a file to its end.
   *
   * @throws RestoreFileException if it is none, or not whole, or of another version
   */
  public static RestoreFile check(Path path) {
    Scan scan = new Scan(path, entry -> {});
    JsonNode head = scan.run();
    return new RestoreFile(
        path, head.path("link").asText(), head.path("standbyCluster").asText(), scan.keys);
  }

  /** Tells every key with its value, in order. */
  public void read(Consumer<KeyValue> taker) {
    new Scan(path, taker).run();
  }

  /** One way through a file, line by line. */
  private static final class Scan {
    private final Path path;
    private final Consumer<KeyValue> taker;
    private long number;
    private long keys;

    Scan(Path path, Consumer<KeyValue> taker) {
      this.path = path;
      this.taker = taker;
    }

    JsonNode run() {
      try (BufferedReader in = Files.newBufferedReader(path)) {
        Optional<String> line = Optional.ofNullable(in.readLine());
        if (line.isEmpty()) {
          throw noEnd();
        }
        JsonNode head = head(line.get());
        line = Optional.ofNullable(in.readLine());
        while (line.isPresent()) {
          number++;
          Optional<String> following = Optional.ofNullable(in.readLine());
          if (following.isEmpty()) {
            return end(line.get(), head);
          }
          taker.accept(entry(parse(line.get())));
          keys++;
          line = following;
        }
      } catch (CharacterCodingException e) {
        throw new RestoreFileException(NONE.formatted(path), e);
      } catch (IOException e) {
        throw new RestoreFileException(path + " cannot be read (" + e + "): give another file", e);
      }
      throw noEnd();
    }

    private RestoreFileException noEnd() {
      return new RestoreFileException(
          path
              + " has no end: etcd-sync was stopped while it wrote it, and had deleted nothing by"
              + " then; there is nothing to restore from it");
    }

    private JsonNode head(String line) {
      number = 1;
      JsonNode head = parse(line);
      if (!head.path("kind").asText().equals(RestoreWriter.KIND)) {
        throw new RestoreFileException(NONE.formatted(path));
      }
      if (head.path("version").asInt() != RestoreWriter.VERSION) {
        throw new RestoreFileException(
            path
                + " is of format version "
                + head.path("version").asText()
                + ": use the version of etcd-sync that wrote it");
      }
      return head;
    }

    /** The last line, which may be cut off anywhere. */
    private JsonNode end(String line, JsonNode head) {
      JsonNode node;
      try {
        node = parse(line);
      } catch (RestoreFileException cutOff) {
        throw noEnd();
      }
      if (!node.path("end").asBoolean()) {
        throw noEnd();
      }
      if (node.path("keys").asLong(-1) != keys) {
        throw damaged();
      }
      return head;
    }

    private JsonNode parse(String line) {
      try {
        JsonNode node = JSON.readTree(line);
        if (node == null || !node.isObject()) {
          throw damaged();
        }
        return node;
      } catch (JacksonException unreadable) {
        // Its message would show what stands there.
        throw damaged();
      }
    }

    private KeyValue entry(JsonNode node) {
      if (!node.path("key").isTextual() || !node.path("value").isTextual()) {
        throw damaged();
      }
      try {
        return new KeyValue(
            Key.of(Base64.getDecoder().decode(node.path("key").asText())),
            Value.wrap(Base64.getDecoder().decode(node.path("value").asText())),
            node.path("created").asLong(),
            node.path("modRevision").asLong());
      } catch (IllegalArgumentException noBase64) {
        throw damaged();
      }
    }

    private RestoreFileException damaged() {
      return new RestoreFileException(
          path + " is no restore file, or damaged, at line " + number + ": give another file");
    }
  }
}
