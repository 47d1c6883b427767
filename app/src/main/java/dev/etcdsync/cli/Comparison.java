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
import dev.etcdsync.fence.VerifiedDocument;
import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.SystemClock;
import dev.etcdsync.model.Verified;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares both sides once. */
record Comparison(CheckSettings settings) {
  private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);

  CheckCode show(boolean deep, Output output, PrintWriter out) {
    CheckResult result = run(deep);
    new CheckView(settings.link()).print(result, output, out);
    out.flush();
    if (result instanceof CheckResult.Unknown unknown) {
      LOG.error("Could not tell: {}", unknown.sentence());
      return CheckCode.COULD_NOT_TELL;
    }
    return result.isClean() ? CheckCode.CLEAN : CheckCode.DRIFT;
  }

  /** What the leader has compared already. */
  private static Optional<Verified> published(Etcd standby, LinkKeys keys, Answers answers) {
    return answers
        .await(Side.STANDBY, standby.get(List.of(keys.verified()), 0))
        .entries()
        .getFirst()
        .flatMap(entry -> new VerifiedDocument().read(entry.value()));
  }

  private CheckResult run(boolean deep) {
    Duration timeout = settings.timing().requestTimeout();
    LinkKeys keys = LinkKeys.of(settings.link());
    Answers answers = new Answers(new SystemClock(), timeout);
    FullCompare compare =
        new FullCompare(
            keys,
            KubernetesScope.of(settings.scope().rules(), settings.scope().keyPrefix()),
            settings.limits().operations(),
            Pace.SWIFT,
            answers);
    try (Etcd primary = new JetcdConnector(settings.primary(), timeout).connect();
        Etcd standby = new JetcdConnector(settings.standby(), timeout).connect()) {
      published(standby, keys, answers).ifPresent(compare::startFrom);
      return compare.run(primary, standby, deep);
    } catch (EtcdException e) {
      return new CheckResult.Unknown(String.valueOf(e.getMessage()));
    }
  }
}
