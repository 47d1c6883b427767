package dev.etcdsync.bench;

import io.etcd.jetcd.KeyValue;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The last change of a primary: changes arrive in order, so this one arrives last. */
record LastWrite(KeyValue entry) {
  /** The youngest of the keys {@code from} to {@code end}. */
  static LastWrite of(Store primary, int from, int end) {
    return new LastWrite(
        IntStream.range(from, end)
            .mapToObj(number -> primary.get(Data.key(number)))
            .max(Comparator.comparingLong(KeyValue::getModRevision))
            .orElseThrow());
  }

  boolean isAt(Store standby) {
    KeyValue there = standby.get(entry.getKey());
    return there != null && there.getValue().equals(entry.getValue());
  }
}
