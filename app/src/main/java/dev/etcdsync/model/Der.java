package dev.etcdsync.model;

import java.security.GeneralSecurityException;
import java.util.Arrays;

/** Reads elements of a DER encoding one after the other, no more of it than keys need. */
final class Der {
  private static final String DAMAGED = "holds a damaged key";

  private final byte[] bytes;
  private int at;

  Der(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  boolean isAt(int tag) {
    return at < bytes.length && (bytes[at] & 0xff) == tag;
  }

  /** The inside of the next element, which must have this tag. */
  Der enter(int tag) throws GeneralSecurityException {
    if (!isAt(tag)) {
      throw new GeneralSecurityException(DAMAGED);
    }
    return new Der(next());
  }

  void skip() throws GeneralSecurityException {
    next();
  }

  byte[] rest() {
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }

  private byte[] next() throws GeneralSecurityException {
    at++;
    int length = octet();
    if (length > 127) {
      int octets = length & 0x7f;
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | octet();
      }
    }
    if (length < 0 || length > bytes.length - at) {
      throw new GeneralSecurityException(DAMAGED);
    }
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  private int octet() throws GeneralSecurityException {
    if (at >= bytes.length) {
      throw new GeneralSecurityException(DAMAGED);
    }
    return bytes[at++] & 0xff;
  }
}
