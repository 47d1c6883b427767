package dev.etcdsync.promote;

import dev.etcdsync.etcd.CheckpointMovedException;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.model.Timing;
import java.time.Duration;

/**
 * How long a side that fails is tried again: as long as {@link Timing#watchdog} allows since it was
 * last heard. A leader is deposed already, and to give up costs its return.
 */
final class Patience {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Workplace at;
  private long heard;

  /** It begins now. */
  Patience(Workplace at) {
    this.at = at;
    this.heard = at.clock().nanos();
  }

  /** It begins anew. */
  void heard() {
    heard = at.clock().nanos();
  }

  /**
   * Waits a moment before the next attempt.
   *
   * @throws EtcdException this one, if it does not pass by itself or has lasted too long
   */
  void orThrow(EtcdException e) {
    boolean mayPass = e.failure().isAmbiguous() || e.failure() == Failure.THROTTLED;
    if (!mayPass || isOver()) {
      throw e;
    }
    at.answers().pause(PAUSE);
  }

  /**
   * Waits a moment before the next attempt.
   *
   * @throws CheckpointMovedException this one, if it has lasted too long
   */
  void orThrow(CheckpointMovedException e) {
    if (isOver()) {
      throw e;
    }
    at.answers().pause(PAUSE);
  }

  private boolean isOver() {
    Duration most = at.settings().replication().timing().watchdog();
    return at.clock().nanos() - heard > most.toNanos();
  }
}
