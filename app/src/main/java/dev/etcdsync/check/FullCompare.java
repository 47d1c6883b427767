package dev.etcdsync.check;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.etcd.Provenance;
import dev.etcdsync.etcd.ServerStatus;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.VerifiedDocument;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Verified;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Compares all that is in scope, again and again if need be, and remembers up to where both sides
 * have been compared: of what has not been written since, the values are not read again. Used by
 * one thread.
 */
public final class FullCompare {
  private static final int ATTEMPTS = 5;

  /** An etcd that is gone is to be told soon. */
  private static final int ATTEMPTS_WITHOUT_ANSWER = 2;

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final LinkKeys keys;
  private final Scope scope;
  private final int operations;
  private final Pace pace;
  private final Answers answers;
  private final Documents documents = new Documents();
  private Optional<Verified> verified = Optional.empty();

  /**
   * @param operations gets in a transaction that both etcds take
   */
  public FullCompare(LinkKeys keys, Scope scope, int operations, Pace pace, Answers answers) {
    this.keys = keys;
    this.scope = scope;
    this.operations = operations;
    this.pace = pace;
    this.answers = answers;
  }

  /** Up to where the last comparison has proved everything; empty if it could not. */
  public Optional<Verified> verified() {
    return verified;
  }

  /**
   * Begins with what the link's leader has published, unless this one has compared itself.
   *
   * @throws EtcdException if the standby does not answer
   */
  public void startFromPublished(Etcd standby) {
    if (verified.isEmpty()) {
      verified =
          answers
              .await(Side.STANDBY, standby.get(List.of(keys.verified()), 0))
              .entries()
              .getFirst()
              .flatMap(entry -> new VerifiedDocument().read(entry.value()));
    }
  }

  /**
   * Compares.
   *
   * @param deep whether to read every value, as a first comparison does anyway
   */
  public CheckResult run(Etcd primary, Etcd standby, boolean deep) {
    CheckResult last = new CheckResult.Unknown("it was not tried");
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (attempt > 1) {
        answers.pause(PAUSE);
      }
      try {
        Basis basis = Basis.read(standby, keys, documents, scope, answers);
        switch (basis) {
          case Basis.Nothing nothing -> {
            return new CheckResult.Unknown(nothing.sentence());
          }
          case Basis.Between between -> last = inPart(between.position());
          case Basis.Trying _ ->
              last =
                  new CheckResult.Unknown(
                      "an encrypted object is being tried on the standby's apiserver, or was when"
                          + " etcd-sync was killed; try again, and let etcd-sync run");
          case Basis.Equal equal -> {
            return compare(primary, standby, equal, deep);
          }
        }
      } catch (EtcdException e) {
        last = new CheckResult.Unknown(sentence(e));
        if (attempt >= attempts(e.failure())) {
          return last;
        }
      }
    }
    return last;
  }

  private static CheckResult inPart(Position.Within position) {
    return new CheckResult.InPart(
        position.revision(), position.next(), position.applied(), position.total());
  }

  private static int attempts(Failure failure) {
    return switch (failure) {
      case COMPACTED -> ATTEMPTS;
      case TIMEOUT, UNAVAILABLE, THROTTLED -> ATTEMPTS_WITHOUT_ANSWER;
      case FUTURE_REVISION, NO_SPACE, NO_PERMISSION, TOO_LARGE, ANSWER_TOO_LARGE, CLOSED, OTHER ->
          1;
    };
  }

  private static String sentence(EtcdException e) {
    return switch (e.failure()) {
      case COMPACTED ->
          switch (e.side()) {
            case PRIMARY ->
                "the primary has compacted the revision that the standby equals: nobody follows it,"
                    + " or too slowly; see etcd-sync status, and check again once the link follows";
            case STANDBY -> "the standby's etcd compacts faster than it can be read; check again";
          };
      case FUTURE_REVISION ->
          "the "
              + e.side()
              + " does not have the revision any more that the standby was written from: it was"
              + " restored from a backup or made anew; see etcd-sync status";
      case TIMEOUT,
          UNAVAILABLE,
          THROTTLED,
          NO_SPACE,
          NO_PERMISSION,
          TOO_LARGE,
          ANSWER_TOO_LARGE,
          CLOSED,
          OTHER ->
          "the " + e.side() + "'s etcd gives no answer: " + e.getMessage();
    };
  }

  private CheckResult compare(Etcd primary, Etcd standby, Basis.Equal basis, boolean deep) {
    Pair pair = basis.pair();
    Checkpoint checkpoint = basis.checkpoint();
    CompletableFuture<ServerStatus> status = primary.status();
    if (checkpoint.witness().filter(witness -> !answers.isShown(primary, witness)).isPresent()) {
      return new CheckResult.Unknown(
          "the primary's history is another one than the standby was written from; see etcd-sync"
              + " status, and check --primary");
    }
    Listing onPrimary = Listing.beginSmall(primary, Side.PRIMARY, scope, pair.revision(), answers);
    Listing inPlace = Listing.beginSmall(standby, Side.STANDBY, scope, pair.modRevision(), answers);
    Listing held = Listing.begin(standby, Side.STANDBY, keys.held(), pair.modRevision(), answers);
    if (answers.await(Side.PRIMARY, status).clusterId() != checkpoint.primaryCluster()) {
      return new CheckResult.Unknown(
          "the primary is another cluster than the one that the standby was written from; check"
              + " --primary");
    }
    Tally tally = new Tally();
    Judgement judgement = judgement(primary, standby, basis, tally);
    SightingReads reads =
        new SightingReads(
            primary, standby, pair, answers, operations, pace.reads(), judgement::judge);
    Optional<Verified> before = deep ? Optional.empty() : verifiedBefore(basis);
    Sightings sightings = new Sightings(onPrimary, inPlace, held, keys.held());
    long compared = 0;
    long aside = 0;
    long unmoved = 0;
    for (Optional<Sighting> next = sightings.next(); next.isPresent(); next = sightings.next()) {
      Sighting sighting = next.get();
      if (sighting.onPrimary().isPresent()) {
        compared++;
        aside += sighting.held().isPresent() ? 1 : 0;
      }
      if (isVerified(sighting, before)) {
        unmoved++;
      } else {
        reads.add(sighting);
      }
    }
    reads.finish();
    verified =
        tally
            .again()
            .map(again ->
                new Verified(
                    pair.revision(),
                    pair.modRevision(),
                    checkpoint.primaryCluster(),
                    Verified.digest(scope),
                    again));
    return new CheckResult.Compared(
        pair, compared, aside, tally.difference(), unread(before, unmoved));
  }

  private Judgement judgement(Etcd primary, Etcd standby, Basis.Equal basis, Tally tally) {
    Pair pair = basis.pair();
    KnownSurplus surplus =
        new KnownSurplus(
            keys,
            documents,
            Listing.keysBehind(keys.surplus(), standby, Side.STANDBY, pair.modRevision(), answers));
    Provenance provenance =
        new Provenance(standby, keys, answers, basis.checkpoint(), surplus, Optional.of(scope));
    Reasons reasons =
        new Reasons(primary, standby, pair, scope.range().from(), answers, provenance);
    return new Judgement(scope, provenance, reasons, tally);
  }

  private static Optional<CheckResult.Unread> unread(Optional<Verified> before, long unmoved) {
    return before
        .filter(any -> unmoved > 0)
        .map(it -> new CheckResult.Unread(unmoved, it.revision()));
  }

  /** A side that has gone back has another history, about which nothing is verified. */
  private Optional<Verified> verifiedBefore(Basis.Equal basis) {
    return verified
        .filter(it -> it.primaryCluster() == basis.checkpoint().primaryCluster())
        .filter(it -> it.scope().equals(Verified.digest(scope)))
        .filter(it -> it.revision() <= basis.pair().revision())
        .filter(it -> it.modRevision() <= basis.pair().modRevision());
  }

  /** Nothing else can have been deleted of a pair that was as it should be, and has not moved. */
  private static boolean isVerified(Sighting sighting, Optional<Verified> before) {
    return before
        .filter(it ->
            sighting.isPaired()
                && sighting.isUnmovedSince(it)
                && !it.again().contains(sighting.key()))
        .isPresent();
  }
}
