package dev.etcdsync.bench;

/** Tells the person who waits. */
final class Progress {
  private Progress() {}

  static void say(String name, Object what) {
    System.err.println(name + ": " + what);
  }
}
