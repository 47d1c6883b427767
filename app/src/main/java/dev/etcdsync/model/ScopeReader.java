package dev.etcdsync.model;

import java.util.Optional;

/** Makes a scope of its description. */
public interface ScopeReader {
  /**
   * The scope that was described so.
   *
   * @param description {@link Scope#description}, of this version or of another
   * @return empty if this version does not understand it
   */
  Optional<Scope> read(String description);
}
