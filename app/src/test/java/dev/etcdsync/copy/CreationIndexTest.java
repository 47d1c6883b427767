package dev.etcdsync.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Key;
import dev.etcdsync.simulation.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CreationIndexTest {
  private record Entry(Key key, long created, boolean onStandby) {}

  private static List<Entry> random(Random random, int size, long from) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      byte[] bytes = new byte[1 + random.nextInt(60)];
      random.nextBytes(bytes);
      entries.add(new Entry(Key.of(bytes), from + random.nextInt(size), random.nextBoolean()));
    }
    return entries;
  }

  private static void add(CreationIndex index, List<Entry> entries) {
    for (Entry entry : entries) {
      if (entry.onStandby) {
        index.markOnStandby(index.size());
      }
      index.add(entry.key, entry.created);
    }
  }

  private static List<Entry> read(CreationIndex index) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < index.size(); i++) {
      entries.add(new Entry(index.key(i), index.createRevision(i), index.isOnStandby(i)));
    }
    return entries;
  }

  @Test
  void givesKeysInOrderOfCreation() {
    Seeds.forEach(
        30,
        seed -> {
          Random random = new Random(seed);
          List<Entry> entries = random(random, 1 + random.nextInt(200), 1_000_000_000_000L);
          CreationIndex index = new CreationIndex();
          add(index, entries);
          index.sort();
          // A stable sort: keys of one revision stay in the order in which they were added.
          entries.sort(Comparator.comparingLong(Entry::created));
          assertThat(read(index)).isEqualTo(entries);
        });
  }

  @Test
  void holdsMoreKeysThanOneBlock() {
    Random random = new Random(1);
    List<Entry> entries = random(random, 4096 * 3 + 17, 5);
    CreationIndex index = new CreationIndex();
    add(index, entries);
    index.sort();
    entries.sort(Comparator.comparingLong(Entry::created));
    assertThat(read(index)).isEqualTo(entries);
  }

  @Test
  void keysAddedLaterStayBehind() {
    Random random = new Random(2);
    for (int size : new int[] {0, 1, 4095, 4096, 4097}) {
      List<Entry> listed = random(random, size, 100);
      List<Entry> later = random(random, 300, 10_000);
      later.sort(Comparator.comparingLong(Entry::created));
      CreationIndex index = new CreationIndex();
      add(index, listed);
      index.sort();
      add(index, later);
      listed.sort(Comparator.comparingLong(Entry::created));
      listed.addAll(later);
      assertThat(read(index)).isEqualTo(listed);
    }
  }

  @Test
  void takesKeysOfAnyLength() {
    CreationIndex index = new CreationIndex();
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      keys.add(Key.of("k".repeat(1 + i * 50)));
      index.add(keys.getLast(), i);
    }
    index.sort();
    assertThat(read(index)).extracting(Entry::key).isEqualTo(keys);
  }

  @Test
  void mayBeEmpty() {
    CreationIndex index = new CreationIndex();
    index.sort();
    assertThat(index.size()).isZero();
    index.add(Key.of("a"), 3);
    assertThat(index.key(0)).isEqualTo(Key.of("a"));
  }
}
