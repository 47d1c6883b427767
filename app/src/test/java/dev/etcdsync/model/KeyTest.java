package dev.etcdsync.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeyTest {
  private static Key bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Key.of(bytes);
  }

  @Test
  void ordersBytesAsUnsignedNumbers() {
    assertThat(bytes(0x7f)).isLessThan(bytes(0x80));
    assertThat(bytes(0x80)).isLessThan(bytes(0xff));
    assertThat(Key.of("a")).isLessThan(Key.of("aa")).isGreaterThan(Key.of(""));
  }

  @Property(tries = 200)
  void ordersAsEtcdDoes(@ForAll byte[] left, @ForAll byte[] right) {
    assertThat(Integer.signum(Key.of(left).compareTo(Key.of(right))))
        .isEqualTo(Integer.signum(Arrays.compareUnsigned(left, right)));
    assertThat(Key.of(left).equals(Key.of(right))).isEqualTo(Arrays.equals(left, right));
  }

  @Property(tries = 200)
  void equalKeysHaveEqualHashes(@ForAll byte[] content) {
    assertThat(Key.of(content)).isEqualTo(Key.of(content.clone()));
    assertThat(Key.of(content)).hasSameHashCodeAs(Key.of(content.clone()));
  }

  @Property(tries = 200)
  void nothingLiesBetweenAKeyAndTheNext(@ForAll byte[] content, @ForAll byte[] other) {
    Key key = Key.of(content);
    Key candidate = Key.of(other);
    assertThat(key.next()).isGreaterThan(key);
    assertThat(candidate.compareTo(key) > 0).isEqualTo(candidate.compareTo(key.next()) >= 0);
  }

  @Property(tries = 200)
  void thePrefixEndSeparatesTheKeysOfAPrefixFromAllGreaterOnes(
      @ForAll byte[] prefixBytes, @ForAll byte[] other) {
    Key prefix = Key.of(prefixBytes);
    KeyRange range = KeyRange.prefix(prefix);
    Key candidate = Key.of(other);
    assertThat(range.contains(prefix.append(candidate))).isTrue();
    assertThat(range.contains(candidate)).isEqualTo(candidate.startsWith(prefix));
  }

  @Test
  void thePrefixEndCarriesOverBytesThatCannotRise() {
    assertThat(Key.of("/registry/").prefixEnd()).isEqualTo(Key.of("/registry0"));
    assertThat(bytes('a', 0xff, 0xff).prefixEnd()).isEqualTo(bytes('b'));
    assertThat(bytes(0xff, 0xff).prefixEnd()).isEqualTo(bytes(0));
    assertThat(Key.of("").prefixEnd()).isEqualTo(bytes(0));
  }

  @Property(tries = 200)
  void joiningAndCuttingAreInverse(@ForAll byte[] head, @ForAll byte[] tail) {
    Key joined = Key.of(head).append(Key.of(tail));
    assertThat(joined.length()).isEqualTo(head.length + tail.length);
    assertThat(joined.startsWith(Key.of(head))).isTrue();
    assertThat(joined.without(Key.of(head))).isEqualTo(Key.of(tail));
  }

  @Test
  void cutsOffOnlyAPrefixThatIsThere() {
    assertThatThrownBy(() -> Key.of("/registry/a").without(Key.of("/other/")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/registry/a");
  }

  @Test
  void doesNotChangeWithTheBytesItWasMadeOfOrGaveAway() {
    byte[] source = "abc".getBytes(StandardCharsets.UTF_8);
    Key whole = Key.of(source);
    Key part = Key.of(source, 1, 2);
    source[1] = 'X';
    whole.bytes()[0] = 'X';
    assertThat(whole).isEqualTo(Key.of("abc"));
    assertThat(part).isEqualTo(Key.of("bc"));
  }

  @Test
  void copiesItsBytesToWhereTheyAreWanted() {
    byte[] target = new byte[5];
    Key.of("abc").copyTo(target, 1);
    assertThat(target).containsExactly(0, 'a', 'b', 'c', 0);
  }

  @Test
  void showsWhatCannotBePrintedAsHexadecimal() {
    assertThat(bytes('/', 'a', 0, 0xff, ' ', '\\')).hasToString("/a\\x00\\xff\\x20\\x5c");
  }

  @Property(tries = 200)
  void noTwoKeysLookTheSame(@ForAll byte[] left, @ForAll byte[] right) {
    assertThat(Key.of(left).toString().equals(Key.of(right).toString()))
        .isEqualTo(Arrays.equals(left, right));
  }
}
