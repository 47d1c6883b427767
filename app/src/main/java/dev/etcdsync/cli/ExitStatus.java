package dev.etcdsync.cli;

/** One of the numbers that a command ends with, as scripts and help know it. */
interface ExitStatus {
  int code();

  /** For help. */
  String meaning();
}
