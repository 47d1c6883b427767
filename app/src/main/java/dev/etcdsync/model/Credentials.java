package dev.etcdsync.model;

import java.nio.file.Files;
import java.nio.file.Path;

/** An etcd user and password. The password is in no string form. */
public record Credentials(String user, String password) {

  /**
   * Reads the one line {@code user:password}; a password may hold colons and spaces.
   *
   * @throws InvalidSetting if the file cannot be read or has another form
   */
  public static Credentials read(Side side, Path file) {
    String setting = side + ".credentials";
    // Such a name may be the user and the password themselves: it must not be shown.
    if (file.toString().contains(":") && !Files.exists(file)) {
      throw new InvalidSetting(
          setting,
          "there is no such file: give the name of a FILE that holds one line user:password, not"
              + " user and password themselves");
    }
    SettingFile source = new SettingFile(setting, file);
    String line = source.read().replaceFirst("\\r?\\n$", "");
    int colon = line.indexOf(':');
    boolean oneLine = line.indexOf('\n') < 0;
    if (!oneLine || colon < 1 || colon == line.length() - 1) {
      throw source.unusable("does not hold one line of the form user:password: write it so");
    }
    return new Credentials(line.substring(0, colon), line.substring(colon + 1));
  }

  @Override
  public String toString() {
    return "Credentials[user=%s, password=***]".formatted(user);
  }
}
