package dev.etcdsync.model;

/**
 * A setting that cannot be used. It names the setting by its path in the configuration file (such
 * as {@code primary.tls.key}); whoever knows where the value came from turns that into the option
 * or variable that a person has written. Never carries a secret.
 */
public final class InvalidSetting extends RuntimeException {
  private final String setting;
  private final String problem;

  /**
   * @param setting path of the setting, in the words of the configuration file
   * @param problem what is wrong and what to do, without the setting's name
   */
  public InvalidSetting(String setting, String problem) {
    super(setting + ": " + problem);
    this.setting = setting;
    this.problem = problem;
  }

  /** The path of the setting, such as {@code primary.endpoints}. */
  public String setting() {
    return setting;
  }

  /** What is wrong and what to do, to be read after the setting's name and a colon. */
  public String problem() {
    return problem;
  }

  /** The same finding for a record that did not know what it is a part of. */
  public InvalidSetting under(String parent) {
    return new InvalidSetting(parent + "." + setting, problem);
  }
}
