package dev.etcdsync.monitor;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.KeptConnection;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Clock;
import dev.etcdsync.view.LinkReading;
import dev.etcdsync.view.Published;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a link in the standby's etcd. Used by one thread at a time. */
final class LinkReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkReader.class);

  private final KeptConnection standby;
  private final LinkKeys keys;
  private final Answers answers;
  private final Clock clock;

  LinkReader(EtcdConnector standby, LinkKeys keys, Answers answers, Clock clock) {
    this.standby = new KeptConnection(standby);
    this.keys = keys;
    this.answers = answers;
    this.clock = clock;
  }

  LinkReading read() {
    Instant begun = clock.now();
    try {
      return standby
          .ask(etcd -> Published.read(etcd, keys, answers))
          .<LinkReading>map(published -> new LinkReading.Known(published, begun))
          .orElseGet(() -> new LinkReading.Nothing(begun));
    } catch (EtcdException e) {
      return new LinkReading.Unanswered(
          "the standby's etcd gives no answer: " + e.getMessage(), begun);
    } catch (UnknownFormatException e) {
      return new LinkReading.Unreadable(
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

  @Override
  public void close() {
    standby.close();
  }
}
