package dev.etcdsync.replica;

import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Signal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the leader to compare everything, and says what came of it. On a thread of its own: a
 * standby whose etcd does not answer must not keep a follower from being elected.
 */
final class Verification {
  private static final Logger LOG = LoggerFactory.getLogger(Verification.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final PublishedStatus published;
  private final String asker;
  private final Clock clock;
  private final Signal signal = new Signal();
  private volatile boolean over;
  private OptionalLong asked = OptionalLong.empty();
  private String lastNews = "";

  /**
   * @param asker who asks, for people
   */
  Verification(PublishedStatus published, String asker, Clock clock) {
    this.published = published;
    this.asker = asker;
    this.clock = clock;
  }

  /** Nobody wants to know any more; any thread. */
  void giveUp() {
    over = true;
    signal.raise();
  }

  /** Returns once the leader has answered, or nobody wants to know. */
  void run() {
    try (published) {
      while (true) {
        var woken = signal.next();
        if (over || step()) {
          return;
        }
        clock.await(woken, POLL);
      }
    }
  }

  /** Asks or looks, and returns whether there is an answer. */
  private boolean step() {
    try {
      if (asked.isEmpty()) {
        asked = OptionalLong.of(published.askToVerify(asker));
        LOG.info("Verification asked of the leader modRevision={}", asked.getAsLong());
      }
      Optional<LinkStatus> status = published.read();
      Optional<LastCompare> answer =
          status
              .flatMap(said -> said.compare().last())
              .filter(compared -> compared.modRevision() >= asked.getAsLong());
      answer.ifPresent(Verification::tell);
      if (answer.isEmpty()) {
        status.ifPresent(this::tellWhyNot);
      }
      return answer.isPresent();
    } catch (EtcdException e) {
      news("the standby's etcd: " + e.getMessage());
      return false;
    }
  }

  private static void tell(LastCompare result) {
    LOG.info(
        "Verified by the leader clean={} revision={} keys={} missed={} different={} stale={}"
            + " localSurplus={}",
        result.isClean() ? "yes" : "no",
        result.revision(),
        result.keys(),
        result.missed(),
        result.different(),
        result.stale(),
        result.local());
  }

  private void tellWhyNot(LinkStatus status) {
    if (status.phase() != LinkPhase.FOLLOWING) {
      news("the link is " + status.phase().label());
    } else {
      status.compare().trouble().ifPresent(this::news);
    }
  }

  private void news(String reason) {
    if (!reason.equals(lastNews)) {
      lastNews = reason;
      LOG.info("Verification waits reason=\"{}\"", reason);
    }
  }
}
