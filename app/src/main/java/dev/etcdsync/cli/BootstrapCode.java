package dev.etcdsync.cli;

/** What the exit status of {@code bootstrap} means. Scripts depend on these numbers. */
enum BootstrapCode implements ExitStatus {
  DONE(0, "done: the certificates are there, or what was made is deleted"),
  UNEXPECTED(1, "unexpected error; see the log"),
  BAD_INPUT(2, "bad input: an option"),
  NO_ANSWER(4, "no answer: one of the two apiservers is out of reach, or does not answer as one"),
  REFUSED(6, "refused: by one of the two apiservers, or the primary's is not the one it should be"),
  MISSING(7, "missing: a Secret, an entry of one, or cert-manager; the sentence says which"),
  TIMED_OUT(8, "timed out: cert-manager has not issued a certificate");

  private final int code;
  private final String meaning;

  BootstrapCode(int code, String meaning) {
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
