package dev.etcdsync.kube;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How a value is written, told by its first bytes. */
enum ValueForm {
  PROTOBUF,
  JSON,
  /** The self-described tag of RFC 8949, which the apiserver always writes. */
  CBOR,
  ENCRYPTED,
  UNKNOWN;

  private static final byte[] CBOR_TAG = {(byte) 0xd9, (byte) 0xd9, (byte) 0xf7};
  private static final byte[] ENCRYPTION = "k8s:enc:".getBytes(StandardCharsets.US_ASCII);

  static ValueForm of(byte[] bytes) {
    if (startsWith(bytes, ProtobufObject.MAGIC)) {
      return PROTOBUF;
    }
    if (startsWith(bytes, ENCRYPTION)) {
      return ENCRYPTED;
    }
    if (startsWith(bytes, CBOR_TAG)) {
      return CBOR;
    }
    int at = 0;
    while (at < bytes.length && isWhitespace(bytes[at])) {
      at++;
    }
    return at < bytes.length && bytes[at] == '{' ? JSON : UNKNOWN;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static boolean isWhitespace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
