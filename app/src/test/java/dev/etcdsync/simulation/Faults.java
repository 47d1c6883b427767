package dev.etcdsync.simulation;

import java.time.Duration;

/**
 * What may go wrong between a client and a server, as probabilities for each call or delivery.
 *
 * @param latency of one way, at most
 * @param requestLost never carried out; the client sees a timeout
 * @param replyLost carried out; the client sees a timeout or a broken connection
 * @param late carried out only after the client has seen a timeout or a broken connection
 * @param lateness how long after that, at most
 * @param refused not carried out, and the client is told so at once
 * @param watchBreaks for each delivery, and for each opening before its first event
 * @param watchHangs for each delivery: the watch is silent from then on, and says nothing
 * @param watchSlow for each delivery: it takes as long as {@code lateness}
 * @param progressLost for each progress request
 */
public record Faults(
    Duration latency,
    double requestLost,
    double replyLost,
    double late,
    Duration lateness,
    double refused,
    double watchBreaks,
    double watchHangs,
    double watchSlow,
    double progressLost) {

  /** A good network: a millisecond, and nothing is lost. */
  public static Faults none() {
    return new Faults(Duration.ofMillis(1), 0, 0, 0, Duration.ZERO, 0, 0, 0, 0, 0);
  }

  /** A network that varies in speed, so that what is in flight is carried out in any order. */
  public static Faults jitter() {
    return new Faults(Duration.ofMillis(40), 0, 0, 0, Duration.ofMillis(300), 0, 0, 0, 0.05, 0);
  }

  /** A bad day: everything goes wrong now and then. */
  public static Faults bad() {
    return new Faults(
        Duration.ofMillis(60),
        0.01,
        0.02,
        0.02,
        Duration.ofSeconds(20),
        0.01,
        0.01,
        0.003,
        0.03,
        0.1);
  }

  /** Calls that are carried out up to {@code lateness} after their failure. */
  public static Faults lateWrites(double late, Duration lateness) {
    return new Faults(
        Duration.ofMillis(30),
        late / 10,
        late / 3,
        late,
        lateness,
        late / 10,
        late / 20,
        0,
        0.02,
        0);
  }
}
