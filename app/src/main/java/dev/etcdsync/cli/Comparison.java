package dev.etcdsync.cli;

import dev.etcdsync.check.CheckResult;
import dev.etcdsync.check.FullCompare;
import dev.etcdsync.check.Pace;
import dev.etcdsync.config.CheckSettings;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.JetcdConnector;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.model.SystemClock;
import dev.etcdsync.view.CheckReport;
import dev.etcdsync.view.CheckView;
import dev.etcdsync.view.JsonText;
import dev.etcdsync.view.Listed;
import dev.etcdsync.view.StandbyCommand;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares both sides once. */
record Comparison(CheckSettings settings) {
  private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);

  CheckCode show(boolean deep, Output output, PrintWriter out) {
    SystemClock clock = new SystemClock();
    Instant begun = clock.now();
    long began = clock.nanos();
    CheckResult result = run(deep);
    CheckReport report =
        new CheckReport(result, begun, Duration.ofNanos(clock.nanos() - began), deep);
    CheckView view = new CheckView(new StandbyCommand(settings.link(), settings.standby()));
    switch (output) {
      case TEXT -> view.print(report, Listed.all(), clock.now(), out);
      case JSON -> JsonText.print(view.json(report, clock.now()), out);
    }
    out.flush();
    if (result instanceof CheckResult.Unknown unknown) {
      LOG.error("Could not tell: {}", unknown.sentence());
      return CheckCode.COULD_NOT_TELL;
    }
    return result.isClean() ? CheckCode.CLEAN : CheckCode.DRIFT;
  }

  private CheckResult run(boolean deep) {
    Duration timeout = settings.timing().requestTimeout();
    FullCompare compare =
        new FullCompare(
            LinkKeys.of(settings.link()),
            KubernetesScope.of(settings.scope().rules(), settings.scope().keyPrefix()),
            settings.limits().operations(),
            Pace.SWIFT,
            new Answers(new SystemClock(), timeout));
    try (Etcd primary = new JetcdConnector(settings.primary(), timeout).connect();
        Etcd standby = new JetcdConnector(settings.standby(), timeout).connect()) {
      compare.startFromPublished(standby);
      return compare.run(primary, standby, deep);
    } catch (EtcdException e) {
      return new CheckResult.Unknown(String.valueOf(e.getMessage()));
    }
  }
}
