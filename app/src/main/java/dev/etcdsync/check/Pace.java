package dev.etcdsync.check;

/** How much a comparison takes at once. */
public enum Pace {
  /** Somebody waits for it: more reads under way do not make two cores faster. */
  SWIFT(4),
  /** It goes on beside a link, which comes first. */
  GENTLE(1);

  private final int reads;

  Pace(int reads) {
    this.reads = reads;
  }

  /** Reads under way, each of which may weigh megabytes. */
  int reads() {
    return reads;
  }
}
