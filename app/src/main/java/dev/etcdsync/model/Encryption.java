package dev.etcdsync.model;

/**
 * What a value is encrypted with, as far as it says. It proves nothing of the key itself: every
 * tutorial calls it {@code key1}.
 *
 * @param folder what the keys of the resource's objects begin with
 * @param resource as it stands in the key
 * @param provider with its version, such as {@code aescbc:v1}
 * @param keyName the key's name in the EncryptionConfiguration; of a KMS the plugin's
 */
public record Encryption(Key folder, String resource, String provider, String keyName) {
  @Override
  public String toString() {
    return "%s with %s, key \"%s\"".formatted(resource, provider, keyName);
  }
}
