package dev.etcdsync.check;

import dev.etcdsync.etcd.Provenance;
import dev.etcdsync.model.Departure;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Value;
import java.util.Optional;

/** Says of an object what is wrong with it on the standby, if anything is. */
final class Judgement {
  private final Scope scope;
  private final Provenance provenance;
  private final Reasons reasons;
  private final Tally tally;

  Judgement(Scope scope, Provenance provenance, Reasons reasons, Tally tally) {
    this.scope = scope;
    this.provenance = provenance;
    this.reasons = reasons;
    this.tally = tally;
  }

  void judge(Seen seen) {
    if (seen.inPlace().isPresent() && seen.held().isPresent()) {
      // Were one of the two deleted, what is left would not have moved.
      tally.lookAgain(seen.key());
    }
    Optional<Placement> wanted =
        seen.onPrimary().map(entry -> scope.placement(seen.key(), entry.value()));
    boolean inPlace = wanted.equals(Optional.of(Placement.IN));
    boolean held = wanted.equals(Optional.of(Placement.HELD));
    if (inPlace) {
      compare(seen.key(), false, seen.onPrimary().get(), seen.inPlace());
    } else {
      seen.inPlace().ifPresent(entry -> leftInPlace(seen, entry));
    }
    if (held) {
      compare(seen.key(), true, seen.onPrimary().get(), seen.held());
    } else {
      seen.held().ifPresent(entry -> tally.stale(seen.key(), true, reasons.stale()));
    }
  }

  private void compare(Key key, boolean held, KeyValue wanted, Optional<KeyValue> there) {
    if (there.isEmpty()) {
      tally.missed(key, held, held ? Optional.empty() : reasons.missed(key, wanted));
    } else if (isDifferent(key, wanted.value(), there.get().value())) {
      tally.different(key, held, reasons.different(wanted, there.get()));
    }
  }

  private boolean isDifferent(Key key, Value onPrimary, Value onStandby) {
    if (onPrimary.equals(onStandby)) {
      return false;
    }
    return switch (scope.departure(onPrimary, onStandby)) {
      case Departure.OfStatus _ -> {
        tally.statusDiverged(key);
        yield false;
      }
      case Departure.OfContent _ -> true;
    };
  }

  /** The standby has an object in a place where none of the primary's belongs. */
  private void leftInPlace(Seen seen, KeyValue entry) {
    Key key = seen.key();
    if (provenance.isOurs(new KeyMeta(key, entry.createRevision(), entry.modRevision()))) {
      tally.stale(key, false, reasons.stale());
    } else if (scope.placement(key, entry.value()) != Placement.OUT) {
      tally.local(key, reasons.local(entry));
      if (seen.onPrimary().isPresent()) {
        tally.lookAgain(key);
      }
    }
  }
}
