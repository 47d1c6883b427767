package dev.etcdsync.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.kube.Decision.Decided;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.ScopeRules;
import dev.etcdsync.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever bytes the primary holds, they are read or said to be unreadable, and never told. */
class StoredValueFuzzTest {
  private static final Key REGISTRY = Key.of("/registry/");
  private static final ScopeTable TABLE = ScopeTable.of(ScopeRules.none(), REGISTRY);
  private static final List<String> KEYS =
      List.of(
          "/registry/configmaps/a/b",
          "/registry/persistentvolumes/b",
          "/registry/validatingwebhookconfigurations/b",
          "/registry/services/endpoints/a/b",
          "/registry/snapshot.storage.k8s.io/volumesnapshotcontents/b");

  /** The Secret's content; none of it may turn up anywhere. */
  private static final String CONTENT = "hunter2hunter2";

  private static byte[] protobuf() {
    return new Protobuf()
        .message(
            1,
            new Protobuf()
                .text(1, "name")
                .text(3, "ns")
                .text(5, "uid")
                .message(8, new Protobuf().number(1, 5))
                .message(11, Protobuf.entry("a", "b"))
                .message(12, Protobuf.entry("last-applied", CONTENT))
                .message(13, Protobuf.owner("batch/v1", "Job", "j", true))
                .text(14, "f")
                .message(17, Protobuf.manager("m")))
        .message(
            2,
            new Protobuf()
                .text(1, CONTENT)
                .message(4, new Protobuf().text(1, "Kind").text(2, "ns").text(3, "n").text(4, "u")))
        .stored("v1", "PersistentVolume")
        .bytes();
  }

  private static byte[] json() {
    return ("{\"apiVersion\":\"v1\",\"data\":{\"k\":\""
            + CONTENT
            + "\"},\"kind\":\"Secret\","
            + "\"metadata\":{\"annotations\":{\"x\":\""
            + CONTENT
            + "\"},\"labels\":{\"a\":\"b\"},"
            + "\"managedFields\":[{\"manager\":\"m\",\"time\":\"2026-01-01T00:00:00Z\"}],"
            + "\"name\":\"n\",\"ownerReferences\":[{\"kind\":\"Job\",\"controller\":true}]},"
            + "\"spec\":{\"claimRef\":{\"namespace\":\"ns\"},\"volumeSnapshotRef\":{\"uid\":\"u\"}},"
            + "\"webhooks\":[{\"clientConfig\":{\"service\":{\"namespace\":\"ns\"}}}]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Provide
  Arbitrary<byte[]> mutated() {
    return Combinators.combine(
            Arbitraries.of(
                protobuf(), json(), "k8s:enc:aescbc:v1:key1:x".getBytes(StandardCharsets.UTF_8)),
            Arbitraries.longs(),
            Arbitraries.integers().between(1, 12))
        .as(StoredValueFuzzTest::mutate);
  }

  /** Some bytes changed, cut out, doubled, or the end cut off. */
  private static byte[] mutate(byte[] original, long seed, int times) {
    Random random = new Random(seed);
    byte[] bytes = original.clone();
    for (int i = 0; i < times && bytes.length > 5; i++) {
      int at = 4 + random.nextInt(bytes.length - 4);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> {
          byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
          System.arraycopy(bytes, at, shorter, at - 1, bytes.length - at);
          bytes = shorter;
        }
        default -> {
          byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
          System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
          bytes = longer;
        }
      }
    }
    return bytes;
  }

  @Property(tries = 4000)
  void mutatedValuesAreReadOrRefused(@ForAll("mutated") byte[] bytes) {
    check(bytes);
  }

  @Property(tries = 1000)
  void randomValuesAreReadOrRefused(@ForAll byte[] bytes) {
    check(bytes);
  }

  @Property(tries = 1000)
  void randomBytesBehindTheMagicAreReadOrRefused(@ForAll byte[] bytes) {
    byte[] value = Arrays.copyOf(ProtobufObject.MAGIC, 4 + bytes.length);
    System.arraycopy(bytes, 0, value, 4, bytes.length);
    check(value);
  }

  private static void check(byte[] bytes) {
    Value value = Value.wrap(bytes);
    StoredValue read = StoredValue.read(value);
    if (read instanceof StoredValue.Opaque opaque) {
      assertThat(opaque.why()).matches("(is|has|begins) [A-Za-z ,-]+");
    }
    for (String key : KEYS) {
      ObjectKey object = ObjectKey.parse(REGISTRY, Key.of(key)).orElseThrow();
      assertThat(ReferencedObjects.of(object.api(), value)).isNotNull();
      Decided decided = TABLE.decide(Key.of(key), value);
      assertThat(decided.placement()).isNotNull();
    }
  }

  @Property(tries = 1000)
  void noContentIsTold(@ForAll("mutated") byte[] bytes) {
    Value value = Value.wrap(bytes);
    // A mutation of a length may make metadata of content, as if it had been written there; a
    // refusal never quotes.
    if (StoredValue.read(value) instanceof StoredValue.Opaque opaque) {
      assertThat(opaque.toString()).doesNotContain("hunter");
      assertThat(TABLE.decide(Key.of(KEYS.getFirst()), value).reason()).doesNotContain("hunter");
    }
  }
}
