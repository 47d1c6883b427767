package dev.etcdsync.monitor;

import java.time.Duration;

/**
 * How long a client may take.
 *
 * @param asking from the connection, or the last answer, to the end of the next request's headers
 * @param taking for the whole of an answer
 */
record Patience(Duration asking, Duration taking) {
  static Patience usual() {
    return new Patience(Duration.ofSeconds(20), Duration.ofSeconds(30));
  }

  /** Of whoever comes when all ordinary connections are taken: enough for a probe. */
  static Patience spare() {
    return new Patience(Duration.ofSeconds(2), Duration.ofSeconds(2));
  }
}
