package dev.etcdsync.surplus;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.KeyValue;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

/**
 * Writes a restore file: one JSON object a line, a head, the keys with their values, an end. It may
 * hold Secrets, so nobody but its owner may read it. Used by one thread.
 */
public final class RestoreWriter implements AutoCloseable {
  static final int VERSION = 1;
  static final String KIND = "etcd-sync surplus";

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final ObjectMapper json = new ObjectMapper();
  private final Path path;
  private final FileChannel channel;
  private final OutputStream out;
  private long keys;

  private RestoreWriter(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
    this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
  }

  /**
   * Makes a file that must not be there yet.
   *
   * @throws RestoreFileException if it is, or cannot be made
   */
  public static RestoreWriter create(Path path, String link, long standbyCluster, Instant now) {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      throw new RestoreFileException(path + " exists already: give the name of a new file", e);
    } catch (IOException | UnsupportedOperationException e) {
      throw new RestoreFileException(
          path + " cannot be made (" + e + "): give a file in a folder that can be written to", e);
    }
    RestoreWriter writer = new RestoreWriter(path, channel);
    writer.line(
        JsonNodeFactory.instance
            .objectNode()
            .put("version", VERSION)
            .put("kind", KIND)
            .put("link", link)
            .put("standbyCluster", Long.toHexString(standbyCluster))
            .put("time", now.toString()));
    return writer;
  }

  /** Adds a key with its value. */
  public void add(KeyValue entry) {
    keys++;
    line(
        JsonNodeFactory.instance
            .objectNode()
            .put("key", Base64.getEncoder().encodeToString(entry.key().bytes()))
            .put("value", Base64.getEncoder().encodeToString(entry.value().bytes()))
            .put("created", entry.createRevision())
            .put("modRevision", entry.modRevision()));
  }

  /**
   * Ends the file. When this returns it is on the disk, whatever happens to the machine.
   *
   * @throws RestoreFileException if it cannot be written
   */
  public void finish() {
    line(JsonNodeFactory.instance.objectNode().put("end", true).put("keys", keys));
    try {
      out.flush();
      channel.force(true);
      Path folder = path.toAbsolutePath().resolveSibling(".");
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private void line(ObjectNode node) {
    try {
      out.write(json.writeValueAsBytes(node));
      out.write('\n');
    } catch (JacksonException e) {
      throw new IllegalStateException("a line of ours cannot be written as JSON", e);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private RestoreFileException cannotWrite(IOException e) {
    return new RestoreFileException(
        path + " cannot be written (" + e + "): make space, or give another file", e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }
}
