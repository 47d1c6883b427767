package dev.etcdsync.kube;

import dev.etcdsync.model.Value;
import java.io.IOException;
import java.util.Optional;

/**
 * A stored value as far as it can be read. Nothing here holds or tells what the object contains.
 *
 * <p>Sources: {@code k8s.io/apimachinery/pkg/runtime/serializer} (protobuf, json, cbor), {@code
 * k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go} (prefixes of encrypted values).
 */
public sealed interface StoredValue {

  /** An object whose metadata could be read. */
  record Plain(ObjectMeta meta) implements StoredValue {}

  /**
   * An encrypted object.
   *
   * @param provider what encrypted it and in which version, such as {@code aescbc:v1} or {@code
   *     kms:v2}
   * @param keyName the name of the key in the encryption configuration; of a KMS its own. Proves
   *     nothing of the key itself: every tutorial says {@code key1}
   */
  record Encrypted(String provider, String keyName) implements StoredValue {}

  /**
   * Something that cannot be read.
   *
   * @param why to be read after "its value" and a space
   */
  record Opaque(String why) implements StoredValue {}

  /** Reads any bytes; never throws. */
  static StoredValue read(Value value) {
    byte[] bytes = value.bytes();
    try {
      return switch (ValueForm.of(bytes)) {
        case PROTOBUF -> readable(ProtobufObject.read(bytes));
        case JSON -> readable(JsonObject.read(bytes));
        case ENCRYPTED -> EncryptionPrefix.read(bytes);
        case CBOR -> new Opaque("is CBOR, which etcd-sync does not read");
        case UNKNOWN -> new Opaque("is neither protobuf nor JSON nor encrypted");
      };
    } catch (IOException e) {
      return new Opaque("is damaged");
    }
  }

  private static StoredValue readable(Optional<ObjectMeta> meta) {
    return meta.<StoredValue>map(Plain::new).orElseGet(() -> new Opaque("has no metadata"));
  }
}
