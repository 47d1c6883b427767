package dev.etcdsync.preflight;

/** What a line of the report comes to. */
public enum Outcome {
  PASS("pass"),
  /** It works, or may work, and somebody should know. */
  WARN("warn"),
  /** Replication would park, or do harm. */
  FAIL("fail");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
