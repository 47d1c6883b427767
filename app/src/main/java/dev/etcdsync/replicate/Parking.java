package dev.etcdsync.replicate;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.model.Side;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a parked link still does: say so, and look again. */
final class Parking {
  private static final Logger LOG = LoggerFactory.getLogger(Parking.class);

  /** How often the cause is looked at anew. */
  static final Duration RETRY = Duration.ofSeconds(5);

  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  /** How often a confirmation is looked for. */
  static final Duration POLL = Duration.ofSeconds(1);

  private Parking() {}

  /** The next pause, where looking means to read both sides whole. */
  static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
  }

  /** Publishes the status without moving the checkpoint; it may fail, as with a full standby. */
  static void publish(FencedWriter writer, Reporter reporter, Answers answers) {
    try {
      if (writer.isInDoubt()) {
        writer.checkpoint().ifPresent(writer::seal);
      }
      var _ = answers.await(Side.STANDBY, writer.mark(List.of(), List.of(reporter.publication())));
    } catch (EtcdException e) {
      LOG.debug("the status could not be published", e);
    }
  }
}
