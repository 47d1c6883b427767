package dev.etcdsync.model;

/** One of the two etcds of a link. */
public enum Side {
  /** The etcd that serves, and that is only read. */
  PRIMARY("primary"),
  /** The etcd that waits, and that is written to. */
  STANDBY("standby");

  private final String display;

  Side(String display) {
    this.display = display;
  }

  /** The word for it in messages, settings and status. */
  @Override
  public String toString() {
    return display;
  }
}
