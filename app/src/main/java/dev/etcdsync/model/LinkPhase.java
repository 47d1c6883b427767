package dev.etcdsync.model;

/** What a link is doing, in the words that users see. */
public enum LinkPhase {
  CONNECTING("connecting"),
  COPYING("copying"),
  FOLLOWING("following"),
  PARKED("parked"),
  PROMOTING("promoting"),
  PROMOTED("promoted");

  private final String label;

  LinkPhase(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
