package dev.etcdsync.cli;

/**
 * What the exit status of {@code check} means, as that of {@code diff}: only a difference that was
 * found is 1, and whatever keeps it from telling is 2, a mistake in the command line as much as an
 * etcd that is gone. Scripts depend on these numbers.
 */
enum CheckCode implements ExitStatus {
  CLEAN(0, "clean: nothing missed, nothing different, nothing stale"),
  DRIFT(1, "drift: not clean, and what was found is printed"),
  COULD_NOT_TELL(2, "could not tell, for whatever reason; a sentence on standard error says it");

  private final int code;
  private final String meaning;

  CheckCode(int code, String meaning) {
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
