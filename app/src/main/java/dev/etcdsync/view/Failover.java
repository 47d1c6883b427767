package dev.etcdsync.view;

import java.util.Optional;

/** Whether it is safe to fail over to the standby now with nothing missing. */
public sealed interface Failover {
  /** It is clean, on evidence that is young enough. */
  record Yes() implements Failover {}

  /**
   * Something is known to be missing, or otherwise than on the primary.
   *
   * @param why a clause for people
   */
  record No(String why) implements Failover {}

  /**
   * Nothing is known to be wrong, and there is no proof, or none that is young enough.
   *
   * @param why a clause for people
   */
  record Unknown(String why) implements Failover {}

  /** The answer in one word, in JSON and on the page. */
  default String word() {
    return switch (this) {
      case Yes _ -> "yes";
      case No _ -> "no";
      case Unknown _ -> "unknown";
    };
  }

  /** Why it is not known to be safe; empty if it is. */
  default Optional<String> whyNot() {
    return switch (this) {
      case Yes _ -> Optional.empty();
      case No no -> Optional.of(no.why());
      case Unknown unknown -> Optional.of(unknown.why());
    };
  }
}
