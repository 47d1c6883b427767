package dev.etcdsync.model;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: a number of bytes, or {@code 512KiB}, {@code 1MiB}, {@code 1GiB}. */
public final class Sizes {
  private static final Pattern TEXT = Pattern.compile("(\\d+)\\s*(B|KiB|MiB|GiB)?");
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final long GIB = 1024 * MIB;

  private Sizes() {}

  /** The bytes that the text stands for, saturated; empty if it is no size. */
  public static OptionalLong parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    long bytes =
        switch (unit) {
          case "KiB" -> KIB;
          case "MiB" -> MIB;
          case "GiB" -> GIB;
          default -> 1;
        };
    return OptionalLong.of(Saturated.product(matcher.group(1), bytes));
  }

  /** The shortest text that is exact to the byte. */
  public static String text(long bytes) {
    if (bytes == 0 || bytes % KIB != 0) {
      return bytes + "B";
    }
    if (bytes % GIB == 0) {
      return bytes / GIB + "GiB";
    }
    return bytes % MIB == 0 ? bytes / MIB + "MiB" : bytes / KIB + "KiB";
  }
}
