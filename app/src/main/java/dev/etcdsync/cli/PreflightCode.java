package dev.etcdsync.cli;

/** What the exit status of {@code preflight} means. Scripts depend on these numbers. */
enum PreflightCode implements ExitStatus {
  READY(0, "nothing fails; there may be warnings"),
  FAILED(1, "something fails, and is printed"),
  BAD_INPUT(2, "bad input: option, variable, file, certificate or key; or a bug");

  private final int code;
  private final String meaning;

  PreflightCode(int code, String meaning) {
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
