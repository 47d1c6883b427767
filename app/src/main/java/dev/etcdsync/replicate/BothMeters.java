package dev.etcdsync.replicate;

import dev.etcdsync.etcd.Failure;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Side;
import java.time.Instant;
import java.util.Optional;

/** Hands on to two what the engine tells. */
record BothMeters(LinkMeter one, LinkMeter other) implements LinkMeter {
  @Override
  public void beginning() {
    one.beginning();
    other.beginning();
  }

  @Override
  public void leading(long epoch) {
    one.leading(epoch);
    other.leading(epoch);
  }

  @Override
  public void over() {
    one.over();
    other.over();
  }

  @Override
  public void status(LinkStatus status) {
    one.status(status);
    other.status(status);
  }

  @Override
  public void at(long revision, long primaryRevision, Optional<Instant> confirmed) {
    one.at(revision, primaryRevision, confirmed);
    other.at(revision, primaryRevision, confirmed);
  }

  @Override
  public void copying(CopyReason reason) {
    one.copying(reason);
    other.copying(reason);
  }

  @Override
  public void wrote(Operation operation, long keys, long bytes) {
    one.wrote(operation, keys, bytes);
    other.wrote(operation, keys, bytes);
  }

  @Override
  public void applied(long nanos) {
    one.applied(nanos);
    other.applied(nanos);
  }

  @Override
  public void refused(Optional<Finding> finding) {
    one.refused(finding);
    other.refused(finding);
  }

  @Override
  public void troubled(Optional<String> sentence) {
    one.troubled(sentence);
    other.troubled(sentence);
  }

  @Override
  public void healed(String was) {
    one.healed(was);
    other.healed(was);
  }

  @Override
  public void parked(Guard guard) {
    one.parked(guard);
    other.parked(guard);
  }

  @Override
  public void failed(Side side, Failure failure) {
    one.failed(side, failure);
    other.failed(side, failure);
  }

  @Override
  public void compacted(Side side) {
    one.compacted(side);
    other.compacted(side);
  }
}
