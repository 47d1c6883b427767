package dev.etcdsync.model;

import java.util.Locale;
import java.util.regex.Pattern;

/** How host names are recognised and compared; nothing here asks a name server. */
final class HostName {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\\.?");

  private HostName() {}

  static boolean isValid(String name) {
    return name.length() <= 253 && NAME.matcher(name).matches();
  }

  /** One spelling for all spellings of a name: lower case, no final dot. */
  static String canonical(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
