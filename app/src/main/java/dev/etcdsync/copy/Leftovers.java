package dev.etcdsync.copy;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.etcd.Provenance;
import dev.etcdsync.fence.Hold;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.ReplicationSettings;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The end of a copy: compares both key sets, deletes what the primary has deleted, and records what
 * is the standby's own.
 */
final class Leftovers {
  /** A key that foreign hands delete as often as it is written is left to the next check. */
  private static final int ROUNDS = 4;

  /** What etcd's protocol and a record of ours add to a key, generously. */
  private static final int FRAME_BYTES = 200;

  /** Below a listing's page, to leave room for keys that only the standby has. */
  private static final int LANDMARK_KEYS = 40_000;

  private final Etcd standby;
  private final FencedWriter writer;
  private final Landing landing;
  private final KnownSurplus surplus;
  private final Elsewhere elsewhere;
  private final Latecomers latecomers;
  private final ReplicationSettings settings;
  private final Answers answers;
  private final Checkpoint copying;
  private final CopyProgress progress;
  private final Optional<Scope> scopeBefore;
  private long deleted;

  Leftovers(
      Etcd standby,
      FencedWriter writer,
      Landing landing,
      Elsewhere elsewhere,
      Latecomers latecomers,
      ReplicationSettings settings,
      Answers answers,
      Checkpoint copying,
      CopyProgress progress,
      Optional<Scope> scopeBefore) {
    this.standby = standby;
    this.writer = writer;
    this.landing = landing;
    this.surplus = landing.surplus();
    this.elsewhere = elsewhere;
    this.latecomers = latecomers;
    this.settings = settings;
    this.answers = answers;
    this.copying = copying;
    this.progress = progress;
    this.scopeBefore = scopeBefore;
  }

  /** How it ended. */
  sealed interface Result {
    /**
     * Both key sets are equal now, the standby's own keys aside.
     *
     * @param seen the standby's revision up to which its own keys are recorded
     */
    record Settled(long seen, long deleted, long local) implements Result {}

    record Refused(Finding finding) implements Result {}
  }

  /**
   * What only one side has.
   *
   * @param missing on the standby
   * @param extra on the standby only
   * @param standbyKeys keys in scope that the standby has
   */
  private record Difference(
      List<Key> missing, List<KeyMeta> extra, long standbyKeys, long standbyRevision) {}

  /**
   * Makes the standby's key set equal to the primary's at the revision reached, its own keys aside.
   * The listing and the watch behind it have told every key that the primary has then.
   */
  Result settle(PrimaryEvents events, Predicate<Finding> confirmed) {
    for (int round = 1; ; round++) {
      Difference difference =
          compare(events.keys(elsewhere::contains), events.landmarks(LANDMARK_KEYS));
      List<Key> held = elsewhere.held().stream().filter(key -> !events.isGone(key)).toList();
      List<Key> dropped = landing.held().without(held);
      List<Key> missing = new ArrayList<>(difference.missing);
      held.stream().filter(key -> !landing.held().contains(key)).forEach(missing::add);
      Provenance provenance =
          new Provenance(standby, writer.hold().keys(), answers, copying, surplus, scopeBefore);
      List<KeyMeta> stale = new ArrayList<>();
      List<KeyMeta> local = new ArrayList<>();
      for (KeyMeta key : difference.extra) {
        (provenance.isOurs(key) ? stale : local).add(key);
      }
      Optional<Finding> finding = tooMany(stale, dropped, difference.standbyKeys);
      if (finding.isPresent() && !confirmed.test(finding.get())) {
        return new Result.Refused(finding.get());
      }
      record(local);
      drop(dropped);
      boolean allDeleted = delete(stale);
      latecomers.restore(missing, events.reached());
      boolean complete = missing.isEmpty() && allDeleted;
      if (complete || round == ROUNDS) {
        if (!complete) {
          progress.disturbed(missing);
        }
        return new Result.Settled(difference.standbyRevision, deleted, local.size());
      }
    }
  }

  private Difference compare(Iterator<Key> onPrimary, List<Key> landmarks) {
    Listing onStandby =
        Listing.begin(standby, Side.STANDBY, settings.scope(), 0, answers, landmarks);
    List<Key> missing = new ArrayList<>();
    List<KeyMeta> extra = new ArrayList<>();
    long standbyKeys = 0;
    Optional<Key> expected = next(onPrimary);
    while (expected.isPresent() || onStandby.peek().isPresent()) {
      int order = order(expected, onStandby.peek());
      if (order < 0) {
        expected.ifPresent(missing::add);
      } else if (order > 0) {
        onStandby.peek().ifPresent(extra::add);
      }
      if (order <= 0) {
        expected = next(onPrimary);
      }
      if (order >= 0) {
        standbyKeys++;
        onStandby.advance();
      }
    }
    return new Difference(missing, extra, standbyKeys, onStandby.revision());
  }

  private static Optional<Key> next(Iterator<Key> keys) {
    return keys.hasNext() ? Optional.of(keys.next()) : Optional.empty();
  }

  /** As a comparator's: below zero where the primary's key comes first or is alone. */
  private static int order(Optional<Key> onPrimary, Optional<KeyMeta> onStandby) {
    if (onPrimary.isEmpty()) {
      return 1;
    }
    return onStandby.map(theirs -> onPrimary.get().compareTo(theirs.key())).orElse(-1);
  }

  private Optional<Finding> tooMany(List<KeyMeta> stale, List<Key> dropped, long standbyKeys) {
    long deletions = (long) stale.size() + dropped.size();
    long keys = standbyKeys + landing.held().size();
    if (!settings.deletions().isExceededBy(deletions, keys)) {
      return Optional.empty();
    }
    Token token = Token.of(Guard.MASS_DELETION).with(deletions);
    for (KeyMeta key : stale) {
      token = token.with(key.key()).with(key.modRevision());
    }
    for (Key key : dropped.stream().sorted().toList()) {
      token = token.with(key);
    }
    return Optional.of(
        new Finding(
            Guard.MASS_DELETION,
            "The primary no longer has "
                + deletions
                + " of the "
                + keys
                + " keys that the standby holds; nothing is deleted, because that is more than "
                + settings.deletions().percent()
                + " % and "
                + settings.deletions().keys()
                + " keys; if the primary is right, confirm it",
            Optional.of(token.text())));
  }

  /**
   * Records the standby's own keys, so that they are known as such whatever happens to them, and
   * forgets those in scope that are gone.
   */
  private void record(List<KeyMeta> local) {
    // What is out of scope now was not looked for. Its records stay: until this copy is complete,
    // the
    // scope before it counts, and in that they tell the standby's own from what is stale.
    forget(
        surplus.without(local.stream().map(KeyMeta::key).toList()).stream()
            .filter(settings.scope()::contains)
            .toList());
    List<KeyMeta> fresh = local.stream().filter(key -> !surplus.contains(key.key())).toList();
    for (List<KeyMeta> some : parts(fresh, KeyMeta::key)) {
      writer.move(
          copying,
          some.stream().map(key -> surplus.recording(key.key(), key.createRevision())).toList());
      some.forEach(key -> surplus.add(key.key()));
    }
  }

  /** Drops what is held no longer. */
  private void drop(List<Key> gone) {
    for (List<Key> some : parts(gone, Function.identity())) {
      writer.move(
          copying,
          some.stream().map(landing::dropping).toList(),
          modRevision -> some.forEach(progress::dropped));
      some.forEach(landing::dropped);
      deleted += some.size();
    }
  }

  private void forget(List<Key> gone) {
    for (List<Key> some : parts(gone, Function.identity())) {
      writer.move(copying, some.stream().flatMap(key -> surplus.forgetting(key).stream()).toList());
      some.forEach(surplus::remove);
    }
  }

  /**
   * Deletes stale keys, youngest first, so that dependents go before their owners. A key that has
   * changed since it was listed is left for another look.
   *
   * @return whether every one of them is gone
   */
  private boolean delete(List<KeyMeta> stale) {
    List<KeyMeta> youngestFirst =
        stale.stream()
            .sorted(Comparator.comparingLong(KeyMeta::createRevision).reversed())
            .toList();
    boolean all = true;
    for (List<KeyMeta> some : parts(youngestFirst, KeyMeta::key)) {
      if (deleteTogether(some)) {
        continue;
      }
      for (KeyMeta key : some) {
        all &= deleteTogether(List.of(key));
      }
    }
    return all;
  }

  /** Parts that one transaction can take, with a compare and an operation for each key. */
  private <T> List<List<T>> parts(List<T> all, Function<T, Key> key) {
    // The key goes into the compare and into the operation, each with its frame.
    return settings
        .limits()
        .parts(
            all, 2 * Hold.OVERHEAD_OPERATIONS, item -> 2L * key.apply(item).length() + FRAME_BYTES);
  }

  private boolean deleteTogether(List<KeyMeta> keys) {
    List<Compare> unchanged =
        keys.stream().map(key -> new Compare(key.key(), key.modRevision())).toList();
    List<Op> deletes = keys.stream().<Op>map(key -> new Op.Delete(key.key())).toList();
    if (writer
        .write(unchanged, deletes, modRevision -> keys.forEach(progress::deleted))
        .isEmpty()) {
      return false;
    }
    deleted += keys.size();
    return true;
  }
}
