package dev.etcdsync.model;

import java.time.Instant;

/**
 * How far a link's promotion has come. From {@link Stage#PLACING} on the link has ended, and
 * nothing of the primary's is written any more.
 *
 * @param stage what is done now, or was done last
 * @param revision the primary revision that the standby holds; 0 while draining
 * @param primaryRevision the primary's last revision that was heard of; 0 while draining
 * @param by the process that promotes, for people
 * @param begun when the promotion began
 * @param time when this stage began
 */
public record Promotion(
    Stage stage, long revision, long primaryRevision, String by, Instant begun, Instant time) {

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

  public Promotion by(String holder) {
    return new Promotion(stage, revision, primaryRevision, holder, begun, time);
  }

  public Promotion at(Stage next, Instant now) {
    return new Promotion(next, revision, primaryRevision, by, begun, now);
  }

  /** The link ends at these revisions. */
  public Promotion ended(long held, long seen, Instant now) {
    return new Promotion(Stage.PLACING, held, seen, by, begun, now);
  }
}
