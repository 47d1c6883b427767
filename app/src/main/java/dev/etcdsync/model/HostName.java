package dev.etcdsync.model;

import java.net.InetAddress;
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

  /** One spelling for all spellings of a host: lower case, no final dot, addresses in full. */
  static String canonical(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      return InetAddress.ofLiteral(bare).getHostAddress();
    } catch (IllegalArgumentException notAnAddress) {
      String lower = bare.toLowerCase(Locale.ROOT);
      return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
  }
}
