package dev.etcdsync.bench;

import io.etcd.jetcd.ByteSequence;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;

/** Keys as Kubernetes names them, and values that nothing can compress. */
final class Data {
  static final ByteSequence PREFIX = text("/registry/");
  static final ByteSequence END = text("/registry0");

  private Data() {}

  static ByteSequence key(int number) {
    return text(
        String.format(
            Locale.ROOT, "/registry/configmaps/namespace-%04d/object-%07d", number / 500, number));
  }

  /** The value of a key in one of its versions. */
  static ByteSequence value(int number, int version, int bytes) {
    byte[] value = new byte[bytes];
    new SplittableRandom(number * 1_000_003L + version).nextBytes(value);
    return ByteSequence.from(value);
  }

  static ByteSequence text(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }
}
