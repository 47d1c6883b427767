package dev.etcdsync.config;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.Durations;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Sizes;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The text of a setting as a value of its kind; ranges are the business of the records. */
final class SettingValues {
  private final SettingSources sources;

  SettingValues(SettingSources sources) {
    this.sources = sources;
  }

  /** The given text or the default. */
  String text(Setting setting) {
    return sources
        .value(setting)
        .or(setting::defaultText)
        .orElseThrow(() -> new IllegalStateException(setting + " has no default"));
  }

  int wholeNumber(Setting setting) {
    String text = text(setting).strip();
    if (!text.matches("-?\\d+")) {
      throw bad(setting, text, "is not a whole number: give one, such as");
    }
    return toInt(setting, text, text.length() > 10 ? Long.MAX_VALUE : Long.parseLong(text));
  }

  int bytes(Setting setting) {
    String text = text(setting);
    long bytes =
        Sizes.parse(text).orElseThrow(() -> bad(setting, text, "is not a size: write it like"));
    return toInt(setting, text, bytes);
  }

  Duration duration(Setting setting) {
    String text = text(setting);
    return Durations.parse(text)
        .orElseThrow(() -> bad(setting, text, "is not a time with a unit: write it like"));
  }

  boolean yesOrNo(Setting setting) {
    String text = text(setting);
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new InvalidSetting(
              setting.path(), "\"%s\" is neither true nor false: give one of them".formatted(text));
    };
  }

  Optional<Path> file(Setting setting) {
    return sources.value(setting).map(text -> path(setting, text));
  }

  List<URI> urls(Setting setting) {
    return Arrays.stream(sources.value(setting).orElse("").split(",", -1))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> url(setting, text))
        .toList();
  }

  private static Path path(Setting setting, String text) {
    if (text.isBlank()) {
      throw new InvalidSetting(setting.path(), "the name of the file is empty: give one");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new InvalidSetting(setting.path(), "the value is not a path of a file: give one");
    }
  }

  private static URI url(Setting setting, String text) {
    String shown = ClusterAddress.withoutUser(text);
    if (!text.contains("://")) {
      throw new InvalidSetting(
          setting.path(),
          "\"%s\" has no scheme: write http://HOST:PORT or https://HOST:PORT".formatted(shown));
    }
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new InvalidSetting(
          setting.path(),
          "\"%s\" is not a URL: write http://HOST:PORT or https://HOST:PORT".formatted(shown));
    }
  }

  private static int toInt(Setting setting, String text, long number) {
    if (number != (int) number) {
      throw bad(setting, text, "is far out of range: the default is");
    }
    return (int) number;
  }

  /** The problem ends where an example follows: the default. */
  private static InvalidSetting bad(Setting setting, String text, String problem) {
    return new InvalidSetting(
        setting.path(),
        "\"%s\" %s %s".formatted(text, problem, setting.defaultText().orElseThrow()));
  }
}
