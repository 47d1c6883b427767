package dev.etcdsync.events;

/**
 * Something that happened.
 *
 * @param message one sentence for people; no value of a key
 */
record News(Reason reason, String message) {
  /** What Kubernetes lets a note be at most, in its newer form of Events. */
  private static final int LONGEST = 1024;

  News {
    if (message.length() > LONGEST) {
      message = message.substring(0, LONGEST - 3) + "...";
    }
  }
}
