package dev.etcdsync.bootstrap;

/** Takes a line at a time for people. */
public interface Progress {
  void say(String line);
}
