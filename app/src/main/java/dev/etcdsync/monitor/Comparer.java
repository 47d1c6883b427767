package dev.etcdsync.monitor;

import dev.etcdsync.check.CheckResult;
import dev.etcdsync.check.FullCompare;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.model.Clock;
import dev.etcdsync.view.CheckReport;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares both sides once, with connections that are opened for it. Used by one thread at a time.
 */
final class Comparer {
  private static final Logger LOG = LoggerFactory.getLogger(Comparer.class);

  private final EtcdConnector primary;
  private final EtcdConnector standby;
  private final FullCompare compare;
  private final Clock clock;

  Comparer(EtcdConnector primary, EtcdConnector standby, FullCompare compare, Clock clock) {
    this.primary = primary;
    this.standby = standby;
    this.compare = compare;
    this.clock = clock;
  }

  CheckReport compare(boolean deep) {
    Instant begun = clock.now();
    long began = clock.nanos();
    CheckResult result = result(deep);
    return new CheckReport(result, begun, Duration.ofNanos(clock.nanos() - began), deep);
  }

  private CheckResult result(boolean deep) {
    try (Etcd onPrimary = primary.connect();
        Etcd onStandby = standby.connect()) {
      compare.startFromPublished(onStandby);
      return compare.run(onPrimary, onStandby, deep);
    } catch (EtcdException e) {
      return new CheckResult.Unknown(e.side() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        return new CheckResult.Unknown("etcd-sync is stopping");
      }
      LOG.error("unexpected error in a check, this is a bug", e);
      return new CheckResult.Unknown("unexpected error, this is a bug; see the log");
    }
  }
}
