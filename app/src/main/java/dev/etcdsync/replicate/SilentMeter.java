package dev.etcdsync.replicate;

import dev.etcdsync.etcd.Failure;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Side;
import java.time.Instant;
import java.util.Optional;

/** Measures nothing; for those that measure little, too. */
public class SilentMeter implements LinkMeter {
  @Override
  public void beginning() {}

  @Override
  public void leading(long epoch) {}

  @Override
  public void over() {}

  @Override
  public void status(LinkStatus status) {}

  @Override
  public void at(long revision, long primaryRevision, Optional<Instant> confirmed) {}

  @Override
  public void copying(CopyReason reason) {}

  @Override
  public void wrote(Operation operation, long keys, long bytes) {}

  @Override
  public void applied(long nanos) {}

  @Override
  public void healed(String was) {}

  @Override
  public void parked(Guard guard) {}

  @Override
  public void refused(Optional<Finding> finding) {}

  @Override
  public void troubled(Optional<String> sentence) {}

  @Override
  public void failed(Side side, Failure failure) {}

  @Override
  public void compacted(Side side) {}
}
