package dev.etcdsync.replica;

import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Signal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** Looks at whoever has claimed the link: whether it promotes, and whether it still publishes. */
final class ClaimantWatch {
  /**
   * Whoever works publishes each few seconds, and once a minute at the least, if it is parked by
   * something that is costly to look at.
   */
  static final Duration SILENCE = Duration.ofSeconds(90);

  private static final Duration POLL = Duration.ofSeconds(5);

  private final PublishedStatus published;
  private final Clock clock;

  ClaimantWatch(PublishedStatus published, Clock clock) {
    this.published = published;
    this.clock = clock;
  }

  /**
   * Who promotes the link, or has promoted it; empty if nobody does, or the etcd does not answer.
   */
  Optional<String> promoter() {
    try (published) {
      return published.promoter();
    } catch (EtcdException e) {
      return Optional.empty();
    }
  }

  /**
   * Waits until nothing has been published for {@link #SILENCE}. An etcd that does not answer is no
   * silence.
   *
   * @param over whether to wait no longer
   * @param signal raised when that should be asked again
   * @return whether there is silence
   */
  boolean awaitSilence(BooleanSupplier over, Signal signal) {
    try (published) {
      OptionalLong last = OptionalLong.empty();
      long since = clock.nanos();
      while (true) {
        var woken = signal.next();
        if (over.getAsBoolean()) {
          return false;
        }
        OptionalLong now = revision();
        if (now.isEmpty() || !now.equals(last)) {
          last = now;
          since = clock.nanos();
        } else if (clock.nanos() - since >= SILENCE.toNanos()) {
          return true;
        }
        clock.await(woken, POLL);
      }
    }
  }

  private OptionalLong revision() {
    try {
      return OptionalLong.of(published.revision());
    } catch (EtcdException e) {
      return OptionalLong.empty();
    }
  }
}
