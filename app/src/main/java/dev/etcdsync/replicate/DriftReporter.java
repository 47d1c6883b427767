package dev.etcdsync.replicate;

import dev.etcdsync.drift.DriftProgress;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people of drift. Called on the engine's thread. */
final class DriftReporter implements DriftProgress {
  private static final Logger LOG = LoggerFactory.getLogger(DriftReporter.class);

  private final AuditLog audit;
  private final LinkMeter meter;

  DriftReporter(AuditLog audit, LinkMeter meter) {
    this.audit = audit;
    this.meter = meter;
  }

  @Override
  public void healed(
      KeyValue wanted, Optional<KeyValue> seen, Optional<String> writer, long modRevision) {
    String was = AuditLog.was(seen);
    meter.healed(was);
    meter.wrote(LinkMeter.Operation.HEAL, 1, wanted.size());
    LOG.info(
        "Healed key={} was={} by={} modRevision={}",
        wanted.key(),
        was,
        writer.orElse("unknown"),
        modRevision);
    audit.healed(wanted, seen, writer);
  }

  @Override
  public void contested(Key key, Optional<String> writer, int heals) {
    LOG.warn(
        "Contested key={} by={} heals={}; it is left as it is for 10 minutes: stop what writes it"
            + " on the standby, or leave it out of the scope",
        key,
        writer.orElse("unknown"),
        heals);
  }

  @Override
  public void settled(Key key) {
    LOG.info("No longer contested key={}", key);
  }
}
