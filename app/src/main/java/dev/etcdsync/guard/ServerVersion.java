package dev.etcdsync.guard;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of an etcd server, such as 3.6.16. */
record ServerVersion(int major, int minor, int patch) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6}).*");

  static ServerVersion parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return new ServerVersion(0, 0, 0);
    }
    return new ServerVersion(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }

  /**
   * Whether watches of this version keep etcd's promises: earlier ones lose events after a
   * compaction (etcd pull request 17612) or repeat old ones to a client that changes members (etcd
   * issue 20221, fixed in 3.5.22 and 3.6.2).
   */
  boolean isSupported() {
    if (major != 3) {
      return major > 3;
    }
    return switch (minor) {
      case 0, 1, 2, 3, 4 -> false;
      case 5 -> patch >= 22;
      case 6 -> patch >= 2;
      default -> true;
    };
  }
}
