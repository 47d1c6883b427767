package dev.etcdsync.cli;

/** What the exit status of {@code gate} means. Only 0 lets an uninstallation go on. */
enum GateCode implements ExitStatus {
  OPEN(0, "open: the standby can be left to itself, or somebody wants it so"),
  SHUT(1, "shut: uninstalling now may do harm; what, and what to do, is printed"),
  COULD_NOT_TELL(2, "could not tell, for whatever reason; a sentence on standard error says it");

  private final int code;
  private final String meaning;

  GateCode(int code, String meaning) {
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
