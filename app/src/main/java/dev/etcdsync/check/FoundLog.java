package dev.etcdsync.check;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes findings down one after the other, packed: keys in order have much in common, and so have
 * reasons. Used by one thread.
 */
final class FoundLog {
  /** The length of a reason that is not there. */
  static final int NONE = -1;

  private final Chunks chunks = new Chunks();

  /** Made with the first finding: it has a window of its own, and most comparisons find nothing. */
  private Optional<DataOutputStream> out = Optional.empty();

  private long count;

  void add(Found found) {
    count++;
    DataOutputStream to = opened();
    byte[] key = found.key().bytes();
    try {
      to.writeInt(key.length);
      to.write(key);
      to.writeBoolean(found.held());
      if (found.reason().isPresent()) {
        byte[] reason = found.reason().get().getBytes(StandardCharsets.UTF_8);
        to.writeInt(reason.length);
        to.write(reason);
      } else {
        to.writeInt(NONE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DataOutputStream opened() {
    DataOutputStream open =
        out.orElseGet(() -> new DataOutputStream(new DeflaterOutputStream(chunks)));
    out = Optional.of(open);
    return open;
  }

  /** All of it; nothing can be added any more. */
  FoundKeys end() {
    try {
      if (out.isPresent()) {
        out.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new FoundKeys(count, chunks.all());
  }

  /** Grows without copying what is there. */
  private static final class Chunks extends OutputStream {
    private static final int CHUNK = 64 << 10;

    private final List<byte[]> full = new ArrayList<>();
    private final ByteArrayOutputStream last = new ByteArrayOutputStream();

    @Override
    public void write(int one) {
      last.write(one);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
      last.write(from, offset, length);
      if (last.size() >= CHUNK) {
        full.add(last.toByteArray());
        last.reset();
      }
    }

    List<byte[]> all() {
      List<byte[]> all = new ArrayList<>(full);
      all.add(last.toByteArray());
      return all;
    }
  }
}
