package dev.etcdsync.check;

import dev.etcdsync.model.Key;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.InflaterInputStream;

/**
 * All that was found of one sort, in key order. Packed, since a standby that lost everything is a
 * million findings; {@link FoundLog} makes it. Immutable; any number of threads may read.
 */
public final class FoundKeys implements Iterable<Found> {
  private final long count;
  private final List<byte[]> packed;

  FoundKeys(long count, List<byte[]> packed) {
    this.count = count;
    this.packed = List.copyOf(packed);
  }

  /** How many. */
  public long count() {
    return count;
  }

  /** Unpacks one after the other, as they are asked for. */
  @Override
  public Iterator<Found> iterator() {
    return new Unpacking();
  }

  public Stream<Found> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  /** What it takes in memory. */
  long bytes() {
    return packed.stream().mapToLong(chunk -> chunk.length).sum();
  }

  /** The same findings are packed into the same bytes. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FoundKeys found
        && count == found.count
        && Arrays.deepEquals(packed.toArray(), found.packed.toArray());
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(packed.toArray());
  }

  @Override
  public String toString() {
    return count + " keys";
  }

  /**
   * Opened with the first finding that is asked for: what unpacks takes memory outside the heap,
   * and most comparisons find nothing.
   */
  private final class Unpacking implements Iterator<Found> {
    private Optional<DataInputStream> opened = Optional.empty();
    private long told;

    private DataInputStream in() {
      if (opened.isEmpty()) {
        opened =
            Optional.of(
                new DataInputStream(new InflaterInputStream(new Chunks(packed.iterator()))));
      }
      return opened.get();
    }

    @Override
    public boolean hasNext() {
      return told < count;
    }

    @Override
    public Found next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      told++;
      DataInputStream in = in();
      try {
        Key key = Key.of(in.readNBytes(in.readInt()));
        boolean held = in.readBoolean();
        int length = in.readInt();
        Optional<String> reason =
            length == FoundLog.NONE
                ? Optional.empty()
                : Optional.of(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        if (!hasNext()) {
          in.close();
        }
        return new Found(key, held, reason);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Chunks extends InputStream {
    private final Iterator<byte[]> chunks;
    private byte[] chunk = new byte[0];
    private int at;

    Chunks(Iterator<byte[]> chunks) {
      this.chunks = chunks;
    }

    private boolean isAtEnd() {
      while (at == chunk.length && chunks.hasNext()) {
        chunk = chunks.next();
        at = 0;
      }
      return at == chunk.length;
    }

    @Override
    public int read() {
      return isAtEnd() ? -1 : chunk[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (isAtEnd()) {
        return -1;
      }
      int taken = Math.min(length, chunk.length - at);
      System.arraycopy(chunk, at, into, offset, taken);
      at += taken;
      return taken;
    }
  }
}
