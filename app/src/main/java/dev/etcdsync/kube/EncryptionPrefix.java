package dev.etcdsync.kube;

import java.nio.charset.StandardCharsets;

/**
 * What stands before the bytes of an encrypted value: {@code k8s:enc:<provider>:<version>:<key>:}.
 * Nothing behind the last colon is looked at.
 */
final class EncryptionPrefix {
  private static final String START = "k8s:enc:";
  private static final int LONGEST = 512;

  private EncryptionPrefix() {}

  static StoredValue read(byte[] bytes) {
    int version = colon(bytes, START.length());
    int key = version < 0 ? -1 : colon(bytes, version + 1);
    int end = key < 0 ? -1 : colon(bytes, key + 1);
    if (end < 0) {
      return new StoredValue.Opaque("begins as an encrypted one, but names no provider and key");
    }
    return new StoredValue.Encrypted(text(bytes, START.length(), key), text(bytes, key + 1, end));
  }

  /** The next colon; -1 if something comes first that no name has, or none comes soon. */
  private static int colon(byte[] bytes, int from) {
    for (int i = from; i < Math.min(bytes.length, LONGEST); i++) {
      if (bytes[i] == ':') {
        return i;
      }
      if (bytes[i] <= ' ' || bytes[i] == 0x7f) {
        return -1;
      }
    }
    return -1;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
  }
}
