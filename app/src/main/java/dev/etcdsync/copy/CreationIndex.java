package dev.etcdsync.copy;

import dev.etcdsync.model.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Keys in order of creation, compactly: about their own bytes and 24 more for each. Filled in key
 * order from a listing, sorted once, then extended by keys created later.
 *
 * <p>Not safe for use by several threads.
 */
final class CreationIndex {
  private static final int BLOCK = 4096;

  private final List<byte[]> blocks = new ArrayList<>();
  private final List<int[]> offsets = new ArrayList<>();
  private final BitSet onStandby = new BitSet();
  private byte[] open = new byte[BLOCK * 64];
  private int[] openOffsets = new int[BLOCK + 1];
  private int inOpen;
  private long[] creations = new long[BLOCK];
  private int[] order = new int[0];
  private int size;

  /** Adds a key behind all others. */
  void add(Key key, long createRevision) {
    int start = openOffsets[inOpen];
    if (start + key.length() > open.length) {
      open = Arrays.copyOf(open, Math.max(open.length * 2, start + key.length()));
    }
    key.copyTo(open, start);
    inOpen++;
    openOffsets[inOpen] = start + key.length();
    if (inOpen == BLOCK) {
      blocks.add(Arrays.copyOf(open, openOffsets[BLOCK]));
      offsets.add(openOffsets);
      openOffsets = new int[BLOCK + 1];
      inOpen = 0;
    }
    if (size == creations.length) {
      creations = Arrays.copyOf(creations, size + (size >> 1));
    }
    creations[size++] = createRevision;
  }

  /** Marks the key that was added as the {@code added}-th as one that the standby has, too. */
  void markOnStandby(int added) {
    onStandby.set(added);
  }

  /**
   * Puts the keys added so far in order of creation, those of one revision in the order in which
   * they were added. Keys added later stay behind them.
   */
  void sort() {
    if (size == 0) {
      return;
    }
    long oldest = Arrays.stream(creations, 0, size).min().orElse(0);
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(size);
    long[] packed = new long[size];
    for (int i = 0; i < size; i++) {
      packed[i] = Math.multiplyExact(creations[i] - oldest, 1L << bits) | i;
    }
    Arrays.sort(packed);
    order = new int[size];
    int mask = (1 << bits) - 1;
    for (int i = 0; i < size; i++) {
      order[i] = (int) (packed[i] & mask);
    }
  }

  int size() {
    return size;
  }

  Key key(int position) {
    return keyAdded(added(position));
  }

  /** All keys that are not {@code gone}, each once, in key order. */
  Iterator<Key> keys(Predicate<Key> gone) {
    NavigableSet<Key> later = new TreeSet<>();
    for (int added = order.length; added < size; added++) {
      later.add(keyAdded(added));
    }
    // The keys that were sorted had been added in key order.
    Iterator<Key> listed =
        IntStream.range(0, order.length)
            .mapToObj(this::keyAdded)
            .filter(key -> !later.contains(key))
            .iterator();
    return new MergedKeys(listed, later.iterator(), gone);
  }

  /** Every so many of the keys that were listed, in key order. */
  List<Key> landmarks(int every) {
    return IntStream.iterate(every, at -> at < order.length, at -> at + every)
        .mapToObj(this::keyAdded)
        .toList();
  }

  private Key keyAdded(int added) {
    int block = added / BLOCK;
    int within = added % BLOCK;
    byte[] bytes = block < blocks.size() ? blocks.get(block) : open;
    int[] bounds = block < blocks.size() ? offsets.get(block) : openOffsets;
    return Key.of(bytes, bounds[within], bounds[within + 1] - bounds[within]);
  }

  long createRevision(int position) {
    return creations[added(position)];
  }

  boolean isOnStandby(int position) {
    return onStandby.get(added(position));
  }

  /** The key that was added as the {@code added}-th, whatever its place in order of creation. */
  private int added(int position) {
    return position < order.length ? order[position] : position;
  }
}
