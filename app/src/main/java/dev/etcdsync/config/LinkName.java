package dev.etcdsync.config;

import dev.etcdsync.model.InvalidSetting;
import java.util.regex.Pattern;

/** What a link may be called: a DNS label, since it becomes a part of keys and object names. */
final class LinkName {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private LinkName() {}

  static void check(String link) {
    if (!LABEL.matcher(link).matches()) {
      throw new InvalidSetting(
          Setting.LINK.path(),
          "\"%s\" is no link name: give 1 to 63 of a-z, 0-9 and -, with no - at either end"
              .formatted(link));
    }
  }
}
