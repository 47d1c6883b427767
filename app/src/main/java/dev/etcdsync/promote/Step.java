package dev.etcdsync.promote;

/** The steps of a promotion, in the words that users see. */
public enum Step {
  LOOK("look"),
  DRAIN("drain"),
  END("end"),
  PLACE("place"),
  LIFT("lift"),
  PROMOTED("promoted");

  private final String label;

  Step(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
