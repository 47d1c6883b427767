package dev.etcdsync.model;

import java.util.HexFormat;
import java.util.Optional;

/**
 * All keys with a prefix, but never those that etcd-sync keeps for itself, wherever the prefix
 * lies.
 *
 * @param own the prefix of etcd-sync's own keys
 */
public record PrefixScope(Key prefix, Key own) implements Scope {
  private static final String NAME = "prefix ";

  /** Reads the descriptions of these scopes. */
  public static ScopeReader reader(Key own) {
    return description ->
        description.startsWith(NAME)
            ? Optional.of(
                new PrefixScope(
                    Key.of(HexFormat.of().parseHex(description.substring(NAME.length()))), own))
            : Optional.empty();
  }

  @Override
  public KeyRange range() {
    return KeyRange.prefix(prefix);
  }

  @Override
  public boolean contains(Key key) {
    return key.startsWith(prefix) && !key.startsWith(own);
  }

  @Override
  public String description() {
    return NAME + HexFormat.of().formatHex(prefix.bytes());
  }
}
