package dev.etcdsync.config;

import dev.etcdsync.model.InvalidSetting;

/** What all replicated keys may begin with: anything that leaves etcd-sync's own keys alone. */
final class KeyPrefix {
  private static final String OWN_PREFIX = "/etcd-sync/";

  private KeyPrefix() {}

  static void check(String keyPrefix) {
    if (keyPrefix.isEmpty()) {
      throw new InvalidSetting(
          Setting.KEY_PREFIX.path(),
          "the key prefix is empty: give what all keys to replicate begin with, such as /registry/");
    }
    if (keyPrefix.startsWith(OWN_PREFIX) || OWN_PREFIX.startsWith(keyPrefix)) {
      throw new InvalidSetting(
          Setting.KEY_PREFIX.path(),
          "\"%s\" overlaps %s, where etcd-sync keeps its own state: give another prefix"
              .formatted(keyPrefix, OWN_PREFIX));
    }
  }
}
