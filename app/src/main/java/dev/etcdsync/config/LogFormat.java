package dev.etcdsync.config;

import java.util.Locale;

/** How the log is written. */
public enum LogFormat {
  /** A line for people. */
  TEXT,
  /** One JSON object a line. */
  JSON;

  /** The word for it in settings. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
