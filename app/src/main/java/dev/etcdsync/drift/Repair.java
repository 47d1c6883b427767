package dev.etcdsync.drift;

import dev.etcdsync.encryption.Prover;
import dev.etcdsync.encryption.UnprovedException;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.CheckpointMovedException;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.fence.Hold;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.fence.Verdict;
import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.TransactionLimits;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Looks at suspects, and writes the primary's objects back where they have departed. Must be called
 * only while no write of ours is under way. Owned by the engine's thread.
 */
public final class Repair {
  /** So that the primary's changes do not wait for long. */
  private static final int AT_ONCE = 64;

  private final Suspects suspects;
  private final Departures departures;
  private final FencedWriter writer;
  private final Landing landing;
  private final Prover prover;
  private final TransactionLimits limits;
  private final Answers answers;
  private final DriftProgress progress;
  private final Written written;

  /** Hears what has been written. */
  public interface Written {
    /**
     * These keys have been written.
     *
     * @param modRevision the standby's
     */
    void wrote(List<Key> keys, long modRevision);
  }

  public Repair(
      Suspects suspects,
      Etcd primary,
      Etcd standby,
      FencedWriter writer,
      Landing landing,
      Prover prover,
      Scope scope,
      TransactionLimits limits,
      Answers answers,
      DriftProgress progress,
      Written written) {
    this.suspects = suspects;
    this.departures =
        new Departures(
            suspects,
            new FewAtATime(primary, Side.PRIMARY, answers),
            new FewAtATime(standby, Side.STANDBY, answers),
            scope,
            landing);
    this.writer = writer;
    this.landing = landing;
    this.prover = prover;
    this.limits = limits;
    this.answers = answers;
    this.progress = progress;
    this.written = written;
  }

  /** How it ended. */
  public enum Result {
    DONE,
    /** An answer was lost: nothing may be written before the checkpoint has been rewritten. */
    IN_DOUBT
  }

  /**
   * Looks at some of those that are due.
   *
   * @param revision that the standby equals, the doings of others aside
   * @throws EtcdException if either side fails
   * @throws UnprovedException if the standby's apiserver could not read what would be written
   */
  public Result look(long revision) {
    List<Key> keys = suspects.due(AT_ONCE);
    if (keys.isEmpty()) {
      return Result.DONE;
    }
    List<Departed> departed;
    try {
      departed = departures.of(keys, revision);
    } catch (EtcdException e) {
      if (e.failure() != Failure.COMPACTED) {
        throw e;
      }
      // The checkpoint's revision moves on with the next word of the primary's.
      suspects.again(keys);
      return Result.DONE;
    }
    return heal(departed);
  }

  private Result heal(List<Departed> all) {
    Set<String> absent = new HashSet<>();
    List<Departed> proved = all.stream().map(this::proved).toList();
    prover.close();
    List<List<Departed>> parts =
        limits.parts(
            proved, Hold.OVERHEAD_OPERATIONS, it -> it.effect().ops().size(), Departed::bytes);
    for (List<Departed> some : parts) {
      if (healTogether(some, absent) == Result.IN_DOUBT) {
        return Result.IN_DOUBT;
      }
    }
    return Result.DONE;
  }

  private Departed proved(Departed departed) {
    if (departed.isHeld()) {
      return departed;
    }
    OptionalLong written = prover.prove(departed.wanted().key(), departed.wanted().value());
    return written.isPresent() ? departed.written(written.getAsLong()) : departed;
  }

  /**
   * @param absent uids of what could not be written, and what waits for it
   */
  private Result healTogether(List<Departed> part, Set<String> absent) {
    List<Departed> some = part.stream().filter(it -> !it.needsOneOf(absent)).toList();
    part.stream().filter(it -> it.needsOneOf(absent)).forEach(it -> putOff(it, absent));
    if (some.isEmpty()) {
      return Result.DONE;
    }
    List<Compare> asSeen = some.stream().map(it -> new Compare(it.place(), it.expected())).toList();
    List<Op> ops = some.stream().flatMap(it -> it.effect().ops().stream()).toList();
    Verdict verdict;
    try {
      verdict = answers.await(Side.STANDBY, writer.mark(asSeen, ops));
    } catch (EtcdException e) {
      if (e.failure().isAmbiguous() || e.failure() == Failure.THROTTLED) {
        writer.doubt(ops, modRevision -> healed(some, modRevision));
        return Result.IN_DOUBT;
      }
      throw FencedWriter.named(e, ops);
    }
    return switch (verdict) {
      case Verdict.Committed committed -> {
        healed(some, committed.modRevision());
        yield Result.DONE;
      }
      case Verdict.ConditionFailed _ -> moved(some, absent);
      case Verdict.Deposed deposed -> throw writer.deposed(deposed);
      case Verdict.CheckpointMoved _ -> throw new CheckpointMovedException();
    };
  }

  /** One that never stands still must not keep the others. */
  private Result moved(List<Departed> some, Set<String> absent) {
    if (some.size() == 1) {
      putOff(some.getFirst(), absent);
      return Result.DONE;
    }
    for (Departed one : some) {
      if (healTogether(List.of(one), absent) == Result.IN_DOUBT) {
        return Result.IN_DOUBT;
      }
    }
    return Result.DONE;
  }

  private void putOff(Departed departed, Set<String> absent) {
    suspects.putOff(departed.key());
    absent.add(departed.uid());
  }

  private void healed(List<Departed> some, long modRevision) {
    for (Departed departed : some) {
      landing.landed(departed.effect());
      suspects.healed(departed.key(), departed.writer());
      progress.healed(departed.wanted(), departed.seen(), departed.writer(), modRevision);
    }
    written.wrote(
        some.stream().filter(it -> !it.isHeld()).map(Departed::key).toList(), modRevision);
  }
}
