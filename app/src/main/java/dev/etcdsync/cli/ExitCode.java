package dev.etcdsync.cli;

/** What the exit status of the program means. Scripts depend on these numbers. */
enum ExitCode implements ExitStatus {
  /** Done, or stopped because somebody asked for it. */
  DONE(0, "done, or stopped on request (SIGTERM, SIGINT)"),
  /** A bug or a broken machine; the log has the details. */
  UNEXPECTED(1, "unexpected error; see the log"),
  /** Something given cannot be used; a sentence on standard error says what. */
  BAD_INPUT(2, "bad input: option, variable, file, certificate or key"),
  /** Another process has claimed the link; this one has written nothing since. */
  DEPOSED(3, "another process has claimed the link"),
  /** Nothing was published for the link, or an etcd does not answer. */
  NO_ANSWER(4, "no answer: an etcd is out of reach, or the standby knows nothing of the link"),
  /** Done in part: some keys could not be changed as was asked. */
  SOME_LEFT(5, "some keys were left as they are; each is named"),
  /** A promotion stopped before a step that must not be done; a sentence says why. */
  REFUSED(6, "refused: promote stopped before a step that must not be done; a sentence says why");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  @Override
  public int code() {
    return code;
  }

  @Override
  public String meaning() {
    return meaning;
  }
}
