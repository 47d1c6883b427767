package dev.etcdsync.cli;

import dev.etcdsync.config.SurveySettings;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.JetcdConnector;
import dev.etcdsync.kube.ScopeTable;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.SystemClock;
import dev.etcdsync.survey.Survey;
import dev.etcdsync.survey.SurveyResult;
import java.io.PrintWriter;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks through the primary once, for people and for machines. */
record ScopeSurvey(SurveySettings settings) {
  private static final Logger LOG = LoggerFactory.getLogger(ScopeSurvey.class);

  ExitCode show(Output output, PrintWriter out) {
    SystemClock clock = new SystemClock();
    Duration timeout = settings.timing().requestTimeout();
    Key prefix = Key.of(settings.scope().keyPrefix());
    ScopeTable table = ScopeTable.of(settings.scope().rules(), prefix);
    SlowProgress progress =
        new SlowProgress(clock, (keys, total) -> LOG.info("Looked at keys={} of={}", keys, total));
    SurveyResult result;
    try (Etcd primary = new JetcdConnector(settings.primary(), timeout).connect()) {
      result = new Survey(primary, table, prefix, new Answers(clock, timeout), progress::at).run();
    } catch (EtcdException e) {
      LOG.error("The primary's etcd gives no answer: {}", e.getMessage());
      return ExitCode.NO_ANSWER;
    }
    new SurveyView(result).print(output, out);
    return ExitCode.DONE;
  }
}
