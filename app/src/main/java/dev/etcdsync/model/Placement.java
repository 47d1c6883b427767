package dev.etcdsync.model;

/** What becomes of a key of the primary. */
public enum Placement {
  /** Replicated into the same key of the standby. */
  IN("in"),
  /** Not replicated; the standby has its own, or none. */
  OUT("out"),
  /** Kept under the link's own prefix, unseen by the standby's apiserver, until promotion. */
  HELD("held");

  private final String label;

  Placement(String label) {
    this.label = label;
  }

  /** The word for it, as the table, the settings and the documents have it. */
  public String label() {
    return label;
  }
}
