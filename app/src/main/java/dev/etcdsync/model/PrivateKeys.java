package dev.etcdsync.model;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;

/**
 * Private keys in the three forms that tools write: PKCS#8, PKCS#1 (cert-manager's default for RSA)
 * and SEC1 (etcd's own tools and OpenSSL for elliptic curves). The JDK reads the first only, so the
 * other two are put into its envelope.
 */
final class PrivateKeys {
  private static final byte[] RSA_ALGORITHM = hex("300d06092a864886f70d0101010500");
  private static final byte[] EC_ALGORITHM = hex("06072a8648ce3d0201");
  private static final byte[] VERSION_0 = hex("020100");
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int CURVE = 0xa0;

  private PrivateKeys() {}

  /**
   * @throws GeneralSecurityException with a sentence, if the block is no key that can be used
   */
  static PrivateKey decode(Pem pem) throws GeneralSecurityException {
    return switch (pem.label()) {
      case "PRIVATE KEY" -> fromPkcs8(pem.der(), List.of("RSA", "EC", "EdDSA"));
      case "RSA PRIVATE KEY" -> fromPkcs8(envelope(RSA_ALGORITHM, pem.der()), List.of("RSA"));
      case "EC PRIVATE KEY" ->
          fromPkcs8(
              envelope(element(SEQUENCE, EC_ALGORITHM, curve(pem.der())), pem.der()),
              List.of("EC"));
      case "ENCRYPTED PRIVATE KEY" ->
          throw new GeneralSecurityException("is encrypted: give a key without a password");
      default ->
          throw new GeneralSecurityException(
              "holds a key of the kind %s: give PKCS#8, PKCS#1 or SEC1".formatted(pem.label()));
    };
  }

  /** Whether what the private key signs is what the public key verifies. */
  static boolean match(PublicKey publicKey, PrivateKey privateKey) throws GeneralSecurityException {
    boolean sameKind =
        publicKey.getAlgorithm().equals(privateKey.getAlgorithm())
            || (publicKey instanceof RSAKey && privateKey instanceof RSAKey);
    if (!sameKind) {
      return false;
    }
    Signature signature =
        Signature.getInstance(
            switch (privateKey.getAlgorithm()) {
              case "RSA", "RSASSA-PSS" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> privateKey.getAlgorithm();
            });
    byte[] probe = VERSION_0;
    signature.initSign(privateKey);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(probe);
    return signature.verify(signed);
  }

  private static PrivateKey fromPkcs8(byte[] der, List<String> algorithms)
      throws GeneralSecurityException {
    for (String algorithm : algorithms) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException another) {
        // The next one may know it; the envelope does not say so in a form that is simpler to read.
      }
    }
    throw new GeneralSecurityException(
        "holds a key that is damaged or not of the kind RSA, elliptic curve or Ed25519");
  }

  private static byte[] envelope(byte[] algorithm, byte[] key) {
    return element(SEQUENCE, VERSION_0, algorithm, element(OCTETS, key));
  }

  /** The object identifier of the curve, from {@code [0]} of a SEC1 key, with its tag. */
  private static byte[] curve(byte[] sec1) throws GeneralSecurityException {
    Der key = new Der(sec1).enter(SEQUENCE);
    key.skip();
    key.skip();
    if (!key.isAt(CURVE)) {
      throw new GeneralSecurityException(
          "holds an elliptic curve key that does not name its curve: convert it to PKCS#8");
    }
    return key.enter(CURVE).rest();
  }

  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length < 128) {
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
