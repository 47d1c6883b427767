package dev.etcdsync.follow;

import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Side;
import java.time.Duration;

/**
 * When each watch was heard last. Each answers for itself: one that hangs must not hide behind
 * another. Owned by the engine's thread.
 */
final class Silence {
  private final Clock clock;
  private final Duration longest;
  private long primary;
  private long scope;
  private long own;

  /**
   * @param longest that a watch may be silent; the watches are asked to speak more often
   */
  Silence(Clock clock, Duration longest) {
    this.clock = clock;
    this.longest = longest;
  }

  /** The watches have been opened. */
  void heardAll() {
    primary = clock.nanos();
    scope = primary;
    own = primary;
  }

  void heardPrimary() {
    primary = clock.nanos();
  }

  void heard(StandbyHistory.Taken taken) {
    if (taken.scope()) {
      scope = clock.nanos();
    }
    if (taken.own()) {
      own = clock.nanos();
    }
  }

  /** While the engine's thread waits it asks nobody anything: that is no silence. */
  void waited(long nanos) {
    primary += nanos;
    scope += nanos;
    own += nanos;
  }

  /**
   * @throws EtcdException if a watch has been silent for too long
   */
  void check() {
    check(Side.PRIMARY, primary);
    check(Side.STANDBY, scope);
    check(Side.STANDBY, own);
  }

  private void check(Side side, long heard) {
    if (clock.nanos() - heard > longest.toNanos()) {
      throw new EtcdException(
          side,
          Failure.TIMEOUT,
          "the %s's watch has been silent for %d s".formatted(side, longest.toSeconds()));
    }
  }
}
