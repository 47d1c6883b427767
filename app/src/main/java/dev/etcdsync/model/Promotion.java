package dev.etcdsync.model;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a link's promotion has come. From {@link Stage#PLACING} on the link has ended, and
 * nothing of the primary's is written any more.
 *
 * @param stage what is done now, or was done last
 * @param revision the primary revision that the standby holds; 0 while draining, and if it was
 *     ended in the middle of a copy
 * @param primaryRevision the primary's last revision that was heard of; 0 while draining, and if
 *     none ever was
 * @param shortfall in what the standby was short of that revision, if it was ended so
 * @param by the process that promotes, for people
 * @param begun when the promotion began
 * @param time when this stage began
 */
public record Promotion(
    Stage stage,
    long revision,
    long primaryRevision,
    Optional<Shortfall> shortfall,
    String by,
    Instant begun,
    Instant time) {

  /** The steps of which it is recorded that they have begun, in their order. */
  public enum Stage {
    /** The leader is deposed, and what the primary still has is taken along. Can be taken back. */
    DRAINING("draining"),
    /** The link has ended; what was held is put into its place. */
    PLACING("placing"),
    /** The standby's revision is lifted above the primary's. */
    LIFTING("lifting"),
    /** It is done: the standby serves. */
    PROMOTED("promoted");

    private final String label;

    Stage(String label) {
      this.label = label;
    }

    /** The word for it in the document. */
    public String label() {
      return label;
    }
  }

  /** Whether the link has ended, so that nothing may be copied over the standby any more. */
  public boolean hasEnded() {
    return stage != Stage.DRAINING;
  }

  public boolean isDone() {
    return stage == Stage.PROMOTED;
  }

  /** One that begins now. */
  public static Promotion begin(String holder, Instant now) {
    return new Promotion(Stage.DRAINING, 0, 0, Optional.empty(), holder, now, now);
  }

  public Promotion by(String holder) {
    return new Promotion(stage, revision, primaryRevision, shortfall, holder, begun, time);
  }

  public Promotion at(Stage next, Instant now) {
    return new Promotion(next, revision, primaryRevision, shortfall, by, begun, now);
  }

  /** The link ends at these revisions. */
  public Promotion ended(long held, long seen, Optional<Shortfall> lacking, Instant now) {
    return new Promotion(Stage.PLACING, held, seen, lacking, by, begun, now);
  }
}
