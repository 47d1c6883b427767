package dev.etcdsync.monitor;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Clock;
import dev.etcdsync.view.Published;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a link in the standby's etcd, with a connection that is kept while it answers. Used by
 * one thread at a time.
 */
final class LinkReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkReader.class);

  private final EtcdConnector standby;
  private final LinkKeys keys;
  private final Answers answers;
  private final Clock clock;
  private Optional<Etcd> open = Optional.empty();

  LinkReader(EtcdConnector standby, LinkKeys keys, Answers answers, Clock clock) {
    this.standby = standby;
    this.keys = keys;
    this.answers = answers;
    this.clock = clock;
  }

  LinkReading read() {
    Instant begun = clock.now();
    try {
      return Published.read(connected(), keys, answers)
          .<LinkReading>map(published -> new LinkReading.Known(published, begun))
          .orElseGet(() -> new LinkReading.Nothing(begun));
    } catch (EtcdException e) {
      close();
      return new LinkReading.Unanswered(
          "the standby's etcd gives no answer: " + e.getMessage(), begun);
    } catch (UnknownFormatException e) {
      return new LinkReading.Unanswered(
          e.getMessage() + "; use the version of etcd-sync that wrote it", begun);
    } catch (RuntimeException e) {
      close();
      if (Thread.currentThread().isInterrupted()) {
        return new LinkReading.Unanswered("etcd-sync is stopping", begun);
      }
      LOG.error("unexpected error, this is a bug", e);
      return new LinkReading.Unanswered("unexpected error, this is a bug; see the log", begun);
    }
  }

  private Etcd connected() {
    if (open.isPresent() && standby.isOutdated()) {
      close();
    }
    Etcd etcd = open.orElseGet(standby::connect);
    open = Optional.of(etcd);
    return etcd;
  }

  @Override
  public void close() {
    open.ifPresent(Etcd::close);
    open = Optional.empty();
  }
}
