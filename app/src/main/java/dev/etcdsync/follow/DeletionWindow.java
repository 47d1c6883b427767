package dev.etcdsync.follow;

import dev.etcdsync.model.Before;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Token;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;

/**
 * Counts what one minute takes away from the standby, by deletions and by values that send an
 * object elsewhere, and refuses a revision with which that would be too much to be believed. Owned
 * by the engine's thread.
 */
final class DeletionWindow {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Scope scope;
  private final DeletionLimit limit;
  private final Clock clock;
  private final Deque<Deletions> recent = new ArrayDeque<>();
  private final LongUnaryOperator keysBefore;
  private OptionalLong keys = OptionalLong.empty();
  private long inWindow;
  private boolean confirmationUsed;

  private record Deletions(long nanos, long count) {}

  /**
   * @param keysBefore counts the keys in scope that the primary had before a revision, which takes
   *     time: asked once, and only when so many are deleted that their share matters
   */
  DeletionWindow(Scope scope, DeletionLimit limit, Clock clock, LongUnaryOperator keysBefore) {
    this.scope = scope;
    this.limit = limit;
    this.clock = clock;
    this.keysBefore = keysBefore;
  }

  /**
   * Takes a revision into account, unless it is refused.
   *
   * @param confirmed the token that the operator has confirmed, if any
   */
  Optional<Finding> admit(Revision revision, Optional<String> confirmed) {
    forgetOld();
    long deletions = 0;
    long creations = 0;
    for (Change change : revision.changes()) {
      deletions += takesAway(change) ? 1 : 0;
      creations += change instanceof Change.Put put && put.isCreation() ? 1 : 0;
    }
    if (isTooMany(revision, deletions)) {
      Finding finding = finding(revision, deletions);
      if (!finding.token().equals(confirmed)) {
        return Optional.of(finding);
      }
      confirmationUsed = true;
      recent.clear();
      inWindow = 0;
    } else if (deletions > 0) {
      recent.addLast(new Deletions(clock.nanos(), deletions));
      inWindow += deletions;
    }
    if (keys.isPresent()) {
      keys = OptionalLong.of(Math.max(0, keys.getAsLong() + creations - deletions));
    }
    return Optional.empty();
  }

  /** Where its value decides about an object, an update may take it out of its place. */
  private boolean takesAway(Change change) {
    Key key = change.key();
    boolean decided = scope.placement(key).isPresent();
    return switch (change) {
      case Change.Delete delete ->
          decided || placementBefore(change).filter(it -> it == Placement.OUT).isEmpty();
      case Change.Put put ->
          !decided
              && placementBefore(change).equals(Optional.of(Placement.IN))
              && scope.placement(key, put.entry().value()) != Placement.IN;
    };
  }

  private Optional<Placement> placementBefore(Change change) {
    return switch (change.before()) {
      case Before.Had had -> Optional.of(scope.placement(change.key(), had.value()));
      case Before.Nothing _, Before.Unknown _ -> Optional.empty();
    };
  }

  /** Whether a revision was admitted only because the operator has confirmed it. */
  boolean hasUsedConfirmation() {
    return confirmationUsed;
  }

  void forgetConfirmation() {
    confirmationUsed = false;
  }

  private boolean isTooMany(Revision revision, long deletions) {
    if (deletions == 0 || inWindow + deletions <= limit.keys()) {
      return false;
    }
    if (keys.isEmpty()) {
      keys = OptionalLong.of(keysBefore.applyAsLong(revision.number()));
    }
    return limit.isExceededBy(inWindow + deletions, keysBeforeWindow());
  }

  /** Keys in scope before the deletions of the window. */
  private long keysBeforeWindow() {
    return keys.orElse(0) + inWindow;
  }

  private void forgetOld() {
    long oldest = clock.nanos() - WINDOW.toNanos();
    while (!recent.isEmpty() && recent.getFirst().nanos - oldest < 0) {
      inWindow -= recent.removeFirst().count;
    }
  }

  private Finding finding(Revision revision, long deletions) {
    String token = Token.of(Guard.MASS_DELETION).with(revision.number()).with(deletions).text();
    return new Finding(
        Guard.MASS_DELETION,
        "With revision "
            + revision.number()
            + " the primary has deleted or displaced "
            + (inWindow + deletions)
            + " of "
            + keysBeforeWindow()
            + " keys within a minute; following has stopped before that revision, because that is"
            + " more than "
            + limit.percent()
            + " % and "
            + limit.keys()
            + " keys; if the primary is right, confirm it",
        Optional.of(token));
  }
}
