package dev.etcdsync.events;

import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.replicate.SilentMeter;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes news of what the engine tells. That it is parked comes with a sentence in the status, but
 * for what is found before the link is claimed. Owned by the engine's thread.
 */
final class LinkNews extends SilentMeter {
  private final String identity;
  private final Teller teller;
  private final Heals heals;
  private boolean copying;
  private Optional<Finding> parked = Optional.empty();
  private Optional<Finding> refused = Optional.empty();
  private Optional<CopyReason> untold = Optional.empty();
  private Optional<Instant> compared = Optional.empty();

  /**
   * @param identity who leads when this is called
   */
  LinkNews(String identity, Teller teller, Heals heals) {
    this.identity = identity;
    this.teller = teller;
    this.heals = heals;
  }

  private void tell(Reason reason, String message) {
    teller.offer(new News(reason, message));
  }

  @Override
  public void beginning() {
    // What was healed by an earlier leadership of this process is old by now.
    var _ = heals.take();
    teller.elected(true);
  }

  @Override
  public void leading(long epoch) {
    copying = false;
    parked = Optional.empty();
    untold = Optional.empty();
    compared = Optional.empty();
    tell(Reason.LEADER_ELECTED, "%s leads the link, epoch %d".formatted(identity, epoch));
  }

  @Override
  public void over() {
    teller.elected(false);
  }

  @Override
  public void copying(CopyReason reason) {
    copying = true;
    untold = parked.map(_ -> reason);
    if (untold.isPresent()) {
      // What a parked link tries is no news until it succeeds.
      return;
    }
    if (reason == CopyReason.FIRST) {
      tell(Reason.COPY_STARTED, "The first copy has begun");
    } else {
      tell(Reason.RESYNC_STARTED, "Everything is copied again where it differs: " + reason);
    }
  }

  @Override
  public void status(LinkStatus status) {
    if (!Finding.areSame(status.parked(), parked)) {
      status.parked().ifPresentOrElse(this::parked, () -> resumed(parked));
      parked = status.parked();
    }
    if (copying && status.phase() == LinkPhase.FOLLOWING && status.revision() > 0) {
      copying = false;
      tell(
          Reason.COPY_DONE,
          "The standby equals the primary at revision %d, and is kept so%s"
              .formatted(
                  status.revision(), untold.map(why -> "; it was copied for: " + why).orElse("")));
      untold = Optional.empty();
    }
    status.compare().last().ifPresent(this::compared);
  }

  private void parked(Finding finding) {
    tell(Reason.PARKED, finding.guard().label() + ": " + finding.sentence());
  }

  @Override
  public void refused(Optional<Finding> finding) {
    if (!Finding.areSame(finding, refused)) {
      finding.ifPresentOrElse(this::parked, () -> resumed(refused));
      refused = finding;
    }
  }

  private void resumed(Optional<Finding> since) {
    since.ifPresent(before ->
        tell(Reason.RESUMED, "What %s had stopped goes on".formatted(before.guard().label())));
  }

  private void compared(LastCompare last) {
    if (compared.filter(last.time()::equals).isPresent()) {
      return;
    }
    compared = Optional.of(last.time());
    if (!last.isClean()) {
      tell(
          Reason.DRIFT_FOUND,
          "A comparison of everything found keys: %d missed, %d different, %d stale"
              .formatted(last.missed(), last.different(), last.stale()));
    }
  }

  @Override
  public void healed(String was) {
    heals.add(was);
  }
}
