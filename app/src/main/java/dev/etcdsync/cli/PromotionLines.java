package dev.etcdsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Placement;
import dev.etcdsync.promote.PromotionProgress;
import dev.etcdsync.promote.Step;
import dev.etcdsync.replicate.AuditLog;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Prints each step of a promotion as it comes, and has what it deletes and heals audited. */
record PromotionLines(Output output, PrintWriter out, Clock clock, AuditLog audit)
    implements PromotionProgress {
  @Override
  public void told(Step step, String sentence) {
    out.println(line(step, sentence));
    out.flush();
  }

  private String line(Step step, String sentence) {
    String time = clock.now().truncatedTo(ChronoUnit.MILLIS).toString();
    return switch (output) {
      case TEXT -> "%s %-8s %s".formatted(time, step.label(), sentence);
      case JSON ->
          JsonNodeFactory.instance
              .objectNode()
              .put("version", 1)
              .put("time", time)
              .put("step", step.label())
              .put("sentence", sentence)
              .toString();
    };
  }

  @Override
  public void deleted(Key key, Optional<Placement> placement, long revision, long modRevision) {
    audit.deleted(key, placement, revision, modRevision);
  }

  @Override
  public void healed(KeyValue wanted, Optional<KeyValue> seen, Optional<String> writer) {
    audit.healed(wanted, seen, writer);
  }

  @Override
  public void restored(Key key, boolean had, long modRevision) {
    audit.restored(key, had, modRevision);
  }
}
