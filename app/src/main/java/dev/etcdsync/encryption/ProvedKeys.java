package dev.etcdsync.encryption;

import dev.etcdsync.model.Encryption;
import java.util.HashSet;
import java.util.Set;

/**
 * What this process has proved, or had to take on trust. It lives as long as the process: the
 * standby's keys can change, so nobody believes another's proof. Owned by the engine's thread.
 */
public final class ProvedKeys {
  private final Set<Encryption> proved = new HashSet<>();

  boolean contains(Encryption encryption) {
    return proved.contains(encryption);
  }

  void add(Encryption encryption) {
    proved.add(encryption);
  }
}
