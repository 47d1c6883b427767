package dev.etcdsync.model;

/**
 * A setting that cannot be used. It names the setting by its path in the configuration file (such
 * as {@code primary.tls.key}); whoever knows where the value came from turns that into the option
 * or variable that a person has written. Never carries a secret.
 */
public final class InvalidSetting extends RuntimeException {
  private final String setting;
  private final String value;
  private final String problem;

  /**
   * @param setting path of the setting, in the words of the configuration file
   * @param problem what is wrong and what to do, without the setting's name
   */
  public InvalidSetting(String setting, String problem) {
    this(setting, "", problem);
  }

  private InvalidSetting(String setting, String value, String problem) {
    super(setting + ": " + value + problem);
    this.setting = setting;
    this.value = value;
    this.problem = problem;
  }

  /**
   * Too small or too large.
   *
   * @param setting path of the setting, in the words of the configuration file
   * @param value what is given, with its unit
   * @param range what may be given, with its unit
   */
  static InvalidSetting outOfRange(String setting, String value, String range) {
    return new InvalidSetting(setting, value, " is out of range: give " + range);
  }

  /** The path of the setting, such as {@code primary.endpoints}. */
  public String setting() {
    return setting;
  }

  /** What is wrong and what to do, to be read after the setting's name and a colon. */
  public String problem() {
    return value + problem;
  }

  /** The same finding for a record that did not know what it is a part of. */
  public InvalidSetting under(String parent) {
    return new InvalidSetting(parent + "." + setting, value, problem);
  }

  /**
   * The same finding with the value in the words of a person: a record that finds it out of range
   * knows it in other words, and saturated.
   */
  public InvalidSetting given(String text) {
    return value.isEmpty() ? this : new InvalidSetting(setting, text, problem);
  }
}
