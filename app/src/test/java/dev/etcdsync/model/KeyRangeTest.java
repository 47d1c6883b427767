package dev.etcdsync.model;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeyRangeTest {
  private static final KeyRange EVERYTHING = KeyRange.prefix(Key.of(""));

  private static KeyRange range(String from, String end) {
    return new KeyRange(Key.of(from), Key.of(end));
  }

  @Test
  void holdsItsLowerEndAndNotItsUpperOne() {
    assertThat(range("b", "d").contains(Key.of("b"))).isTrue();
    assertThat(range("b", "d").contains(Key.of("czzz"))).isTrue();
    assertThat(range("b", "d").contains(Key.of("d"))).isFalse();
    assertThat(range("b", "d").contains(Key.of("azzz"))).isFalse();
  }

  @Property(tries = 200)
  void theEmptyPrefixHoldsEveryKey(@ForAll byte[] key) {
    assertThat(EVERYTHING.isUnbounded()).isTrue();
    assertThat(EVERYTHING.contains(Key.of(key))).isTrue();
  }

  @Test
  void aRangeWithoutUpperEndHoldsEverythingFromItsLowerOne() {
    KeyRange range = KeyRange.prefix(Key.of(new byte[] {(byte) 0xff}));
    assertThat(range.isUnbounded()).isTrue();
    assertThat(range.contains(Key.of(new byte[] {(byte) 0xff, (byte) 0xff, 1}))).isTrue();
    assertThat(range.contains(Key.of("a"))).isFalse();
  }

  @Test
  void theRestOfARangeBeginsAtTheGivenKey() {
    assertThat(range("b", "d").startingAt(Key.of("c"))).isEqualTo(range("c", "d"));
  }
}
