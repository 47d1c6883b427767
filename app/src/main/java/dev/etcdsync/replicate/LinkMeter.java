package dev.etcdsync.replicate;

import dev.etcdsync.etcd.Failure;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Side;
import java.time.Instant;
import java.util.Optional;

/**
 * Counts what the engine does, for whoever measures it. Called on the engine's thread, some of it
 * for each transaction: it must not wait, and takes no lock.
 */
public interface LinkMeter {
  /** What wrote to the standby. */
  enum Operation {
    /** A copy, of objects that were not there or otherwise. */
    COPY("copy"),
    /** Following, of what the primary created or changed. */
    PUT("put"),
    /** Following or a copy's end, of what the primary has no more. */
    DELETE("delete"),
    /** What others had changed was written back. */
    HEAL("heal");

    private final String label;

    Operation(String label) {
      this.label = label;
    }

    /** The word for it in metrics. */
    public String label() {
      return label;
    }
  }

  /**
   * The engine begins: from here on it is this process that is to claim the link, however long that
   * takes.
   */
  void beginning();

  /** This process has claimed the link. */
  void leading(long epoch);

  /**
   * The engine ends, whether it has claimed or not: nothing else is called until it begins again.
   */
  void over();

  /** What is said of the link now; as often as it is published, and when the phase changes. */
  void status(LinkStatus status);

  /**
   * Where the link is.
   *
   * @param confirmed a moment at which the primary held nothing in scope that the standby does not
   *     hold now
   */
  void at(long revision, long primaryRevision, Optional<Instant> confirmed);

  /** A copy begins. */
  void copying(CopyReason reason);

  /** The standby has taken so many keys; the bytes are those of keys and values. */
  void wrote(Operation operation, long keys, long bytes);

  /**
   * A transaction of the primary's changes is applied.
   *
   * @param nanos since the primary's watch told the oldest of them
   */
  void applied(long nanos);

  /**
   * An object was written back.
   *
   * @param was {@code missed} or {@code different}
   */
  void healed(String was);

  /** A guard has refused, and did not a moment ago. */
  void parked(Guard guard);

  /**
   * A guard keeps this process from writing anything, its own status too, so nobody reads of it in
   * the standby's etcd; empty: it can write again.
   */
  void refused(Optional<Finding> finding);

  /**
   * What keeps the engine from its work though no guard has refused: an etcd that does not answer;
   * empty: both have answered. Also before the link is claimed, when nobody reads of it in the
   * standby's etcd.
   */
  void troubled(Optional<String> sentence);

  /** An etcd has failed, and the engine connects anew or parks. */
  void failed(Side side, Failure failure);

  /** What was to be read is compacted, and both sides have to be compared. */
  void compacted(Side side);

  /** Tells one, and then the other. */
  static LinkMeter both(LinkMeter one, LinkMeter other) {
    return new BothMeters(one, other);
  }

  /** Of whoever measures nothing. */
  static LinkMeter none() {
    return new SilentMeter();
  }
}
