package dev.etcdsync.copy;

import dev.etcdsync.encryption.Prover;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.etcd.Watch;
import dev.etcdsync.fence.Hold;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.ReplicationSettings;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Signal;
import dev.etcdsync.model.Witness;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * One copy, from listing to the first checkpoint that claims a revision. It is used once; a copy
 * that failed begins anew with another one, which reads both sides and writes only what differs.
 */
public final class Copy {
  /** Reads under way; more does not make two cores faster, and each may weigh megabytes. */
  private static final int READS_IN_FLIGHT = 4;

  private final Etcd primary;
  private final Etcd standby;
  private final FencedWriter writer;
  private final Landing landing;
  private final ReplicationSettings settings;
  private final Clock clock;
  private final Answers answers;
  private final CopyProgress progress;
  private final BooleanSupplier stopping;
  private final Optional<Scope> scopeBefore;
  private final List<Op> atTheEnd;
  private final CreationIndex index = new CreationIndex();
  private final Elsewhere elsewhere = new Elsewhere();
  private final OwnersFirst order;
  private final PinnedReads reads;
  private final SettledWrites writes;
  private final Latecomers latecomers;
  private Checkpoint copying;
  private int next;

  /**
   * @param prover tells what the standby can decrypt
   * @param copying the checkpoint to write while copying; it claims no revision
   * @param stopping whether to stop at the next opportunity
   * @param scopeBefore the scope that an earlier copy has made complete, if any
   * @param atTheEnd written together with the checkpoint that claims this one to be complete
   */
  public Copy(
      Etcd primary,
      Etcd standby,
      FencedWriter writer,
      Landing landing,
      Prover prover,
      Checkpoint copying,
      ReplicationSettings settings,
      Clock clock,
      CopyProgress progress,
      BooleanSupplier stopping,
      Optional<Scope> scopeBefore,
      List<Op> atTheEnd) {
    this.primary = primary;
    this.standby = standby;
    this.writer = writer;
    this.landing = landing;
    this.copying = copying;
    this.settings = settings;
    this.clock = clock;
    this.answers = new Answers(clock, settings.timing().requestTimeout());
    this.progress = progress;
    this.stopping = stopping;
    this.scopeBefore = scopeBefore;
    this.atTheEnd = List.copyOf(atTheEnd);
    this.order = new OwnersFirst(settings.scope());
    this.reads =
        new PinnedReads(
            primary,
            standby,
            index,
            landing,
            elsewhere,
            order,
            settings.limits().operations() - Hold.OVERHEAD_OPERATIONS);
    this.writes =
        new SettledWrites(
            standby,
            writer,
            landing,
            elsewhere,
            order,
            prover,
            settings.limits(),
            answers,
            this::seal);
    this.latecomers = new Latecomers(primary, answers, writes, order);
  }

  /**
   * Copies.
   *
   * @param confirmed whether a finding has been confirmed by the operator
   * @throws EtcdException if either side fails for longer than retries help; with {@link
   *     Failure#COMPACTED} the primary has compacted what the watch still had to tell
   */
  public CopyOutcome run(Predicate<Finding> confirmed) {
    // Seals whatever an earlier copy of this process may still have in flight.
    seal();
    long listed = list();
    Signal signal = new Signal();
    try (Watch watch = primary.watch(settings.scope().range(), listed + 1, false, signal)) {
      PrimaryEvents events =
          new PrimaryEvents(
              watch,
              signal,
              clock,
              settings.timing().watchdog(),
              settings.scope(),
              index,
              listed,
              copying.primaryCluster(),
              copying.witness());
      progress.listed(listed, index.size());
      seal();
      copyEpoch(events.reached());
      while (next < index.size() || order.hasPostponed()) {
        if (stopping.getAsBoolean()) {
          return new CopyOutcome.Stopped();
        }
        knows(events.reached(), events.witness());
        seal();
        drain(events);
        progress.settled(next, index.size(), writes.written(), writes.bytes(), events.reached());
        if (next < index.size()) {
          copyEpoch(events.reached());
        } else {
          latecomers.write(events.reached());
        }
      }
      // Every key created up to the revision reached has been read at it, or at an earlier one and
      // then brought up to it: all that exists at that revision is there.
      seal();
      return finish(events, confirmed);
    }
  }

  /** By this the primary is known again if the copy is interrupted. */
  private void knows(long revision, Optional<Witness> witness) {
    copying = copying.copying(revision, clock.now()).with(witness);
  }

  private void seal() {
    copying = copying.at(clock.now());
    writer.seal(copying);
  }

  /** Lists both sides into the index, and returns the primary's revision that was listed. */
  private long list() {
    Listing onPrimary = Listing.begin(primary, Side.PRIMARY, settings.scope(), 0, answers);
    Listing onStandby = Listing.begin(standby, Side.STANDBY, settings.scope(), 0, answers);
    Optional<KeyMeta> latest = Optional.empty();
    for (; onPrimary.peek().isPresent(); onPrimary.advance()) {
      KeyMeta key = onPrimary.peek().get();
      if (latest.isEmpty() || key.modRevision() > latest.get().modRevision()) {
        latest = Optional.of(key);
      }
      while (onStandby.peek().isPresent()
          && onStandby.peek().get().key().compareTo(key.key()) < 0) {
        onStandby.advance();
      }
      if (onStandby.peek().map(KeyMeta::key).equals(Optional.of(key.key()))) {
        index.markOnStandby(index.size());
      }
      index.add(key.key(), key.createRevision());
    }
    index.sort();
    knows(onPrimary.revision(), latest.flatMap(key -> witness(key, onPrimary.revision())));
    return onPrimary.revision();
  }

  private boolean isAnother(Scope before) {
    return !before.description().equals(settings.scope().description());
  }

  private void tellWhatStays(Scope before) {
    LeftBehind left =
        LeftBehind.find(standby, before, settings.scope(), landing.surplus(), answers);
    left.example().ifPresent(key -> progress.leftBehind(left.keys(), key));
  }

  private Optional<Witness> witness(KeyMeta latest, long listed) {
    Etcd.Reading reading = answers.await(Side.PRIMARY, primary.get(List.of(latest.key()), listed));
    return reading.entries().getFirst().map(Witness::listed);
  }

  /**
   * Copies keys, read at {@code revision}, for about an epoch: then reading at so old a revision
   * would soon meet a compaction. Ends between two creations, so that the creation watermark is
   * true.
   */
  private void copyEpoch(long revision) {
    long deadline = clock.nanos() + settings.timing().epoch().toNanos();
    Deque<PinnedReads.Read> reading = new ArrayDeque<>();
    int begun = next;
    while (true) {
      while (reading.size() < READS_IN_FLIGHT
          && begun < index.size()
          && (clock.nanos() < deadline || isWithinOneCreation(begun))) {
        int end = Math.min(index.size(), begun + reads.size());
        PinnedReads.Read started = reads.start(begun, end, revision);
        reading.add(started);
        begun = started.end();
      }
      if (reading.isEmpty()) {
        break;
      }
      PinnedReads.Read read = reading.removeFirst();
      try {
        Etcd.Reading onPrimary = answers.await(Side.PRIMARY, read.onPrimary());
        Etcd.Reading onStandby = answers.await(Side.STANDBY, read.onStandby());
        reads.differing(read, onPrimary, onStandby).forEach(writes::write);
      } catch (EtcdException e) {
        reading.clear();
        if (e.failure() == Failure.ANSWER_TOO_LARGE && reads.shrink(read)) {
          begun = read.from();
        } else if (e.failure() == Failure.COMPACTED && e.side() == Side.PRIMARY) {
          // Read again at a newer revision, after the drain that brings it.
          begun = startOfCreation(read.from());
          break;
        } else {
          throw e;
        }
      }
    }
    writes.settle();
    next = begun;
  }

  /** Whether the entry at {@code position} was created together with the one before it. */
  private boolean isWithinOneCreation(int position) {
    return position > 0
        && position < index.size()
        && index.createRevision(position) == index.createRevision(position - 1);
  }

  private int startOfCreation(int position) {
    int start = position;
    while (isWithinOneCreation(start)) {
      start--;
    }
    return start;
  }

  /** Every key created up to this revision of the primary has been copied. */
  private long watermark(PrimaryEvents events) {
    return next < index.size() ? index.createRevision(next) - 1 : events.reached();
  }

  /** Brings what has been copied up to the primary's revision of now. */
  private void drain(PrimaryEvents events) {
    long target = answers.revision(Side.PRIMARY, primary, settings.scope().range().from());
    while (events.reached() < target) {
      List<KeyValue> changed = events.advanceTo(target, watermark(events));
      writes.drop(events::hasJustTold);
      changed.forEach(writes::write);
      writes.settle();
    }
  }

  /** Deletes what is stale, and writes the checkpoint that claims the revision reached. */
  private CopyOutcome finish(PrimaryEvents events, Predicate<Finding> confirmed) {
    long revision = events.reached();
    Leftovers leftovers =
        new Leftovers(
            standby,
            writer,
            landing,
            elsewhere,
            latecomers,
            settings,
            answers,
            copying,
            progress,
            scopeBefore);
    Leftovers.Result result = leftovers.settle(events, confirmed);
    return switch (result) {
      case Leftovers.Result.Refused refused -> new CopyOutcome.Refused(refused.finding());
      case Leftovers.Result.Settled settled -> {
        Checkpoint reached =
            copying
                .with(new Position.At(revision), clock.now())
                .with(events.witness())
                .withSeen(settled.seen());
        writer.move(reached, atTheEnd);
        progress.settled(next, index.size(), writes.written(), writes.bytes(), revision);
        progress.ordered(order.unreadable(), order.incomplete(), order.example());
        scopeBefore.filter(this::isAnother).ifPresent(this::tellWhatStays);
        yield new CopyOutcome.Finished(
            revision, writes.written(), settled.deleted(), settled.local(), landing.held().size());
      }
    };
  }
}
