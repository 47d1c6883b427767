package dev.etcdsync.cli;

import dev.etcdsync.config.RunSettings;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.JetcdConnector;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.model.LiftForecast;
import dev.etcdsync.model.ReplicationSettings;
import dev.etcdsync.model.SystemClock;
import dev.etcdsync.promote.Promoter;
import dev.etcdsync.promote.PromotionEnding;
import dev.etcdsync.promote.PromotionSettings;
import dev.etcdsync.replicate.AuditLog;
import java.io.PrintWriter;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Promotes a standby once, and shows each step as it comes. */
record PromotionRun(RunSettings settings, PromoteCommand.Wishes wishes, String holder) {
  private static final Logger LOG = LoggerFactory.getLogger(PromotionRun.class);

  ExitCode show(Output output, PrintWriter out) {
    Duration timeout = settings.timing().requestTimeout();
    SystemClock clock = new SystemClock();
    Promoter promoter =
        new Promoter(
            promotion(),
            new JetcdConnector(settings.primary(), timeout),
            new JetcdConnector(settings.standby(), timeout),
            StandbyApiserver.reader(settings),
            clock,
            new PromotionLines(output, out, clock, new AuditLog(clock, settings.link(), holder)));
    try {
      return code(wishes.takeBack() ? promoter.takeBack() : promoter.run());
    } catch (EtcdException e) {
      LOG.error("The {}'s etcd gives no answer: {}; run promote again", e.side(), e.getMessage());
      return ExitCode.NO_ANSWER;
    } catch (UnknownFormatException e) {
      LOG.error("{}; use the version of etcd-sync that wrote it", e.getMessage());
      return ExitCode.NO_ANSWER;
    }
  }

  private static ExitCode code(PromotionEnding ending) {
    return switch (ending) {
      case PromotionEnding.Done done -> ExitCode.DONE;
      case PromotionEnding.Refused refused -> {
        LOG.error("Refused: {}", refused.sentence());
        yield ExitCode.REFUSED;
      }
      case PromotionEnding.Deposed deposed -> {
        LOG.warn("Deposed by={}", deposed.by());
        yield ExitCode.DEPOSED;
      }
    };
  }

  private PromotionSettings promotion() {
    return new PromotionSettings(
        settings.link(),
        holder,
        new ReplicationSettings(
            KubernetesScope.of(settings.scope().rules(), settings.scope().keyPrefix()),
            settings.limits(),
            settings.deletions(),
            settings.timing()),
        wishes.primaryIsDead(),
        wishes.acceptIncomplete(),
        wishes.dryRun(),
        !wishes.withoutLift(),
        wishes.liftLimit(),
        LiftForecast.MARGIN);
  }
}
