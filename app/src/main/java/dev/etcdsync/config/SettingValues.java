package dev.etcdsync.config;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.Durations;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Saturated;
import dev.etcdsync.model.Sizes;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a setting as a value of its kind; ranges are the business of the records. */
final class SettingValues {
  /** As Kubernetes has it: a DNS label, and a DNS subdomain. */
  private static final Pattern LEASE =
      Pattern.compile(
          "((?<namespace>[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)/)?"
              + "(?<name>(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*)");

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
    return toInt(Saturated.number(text));
  }

  int bytes(Setting setting) {
    String text = text(setting);
    return toInt(
        Sizes.parse(text).orElseThrow(() -> bad(setting, text, "is not a size: write it like")));
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

  boolean onOrOff(Setting setting) {
    String text = text(setting);
    return switch (text) {
      case "on" -> true;
      case "off" -> false;
      default ->
          throw new InvalidSetting(
              setting.path(), "\"%s\" is neither on nor off: give one of them".formatted(text));
    };
  }

  LogFormat logFormat() {
    String text = text(Setting.LOG_FORMAT);
    return Arrays.stream(LogFormat.values())
        .filter(format -> format.label().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new InvalidSetting(
                Setting.LOG_FORMAT.path(),
                "\"%s\" is neither text nor json: give one of them".formatted(text)));
  }

  LeaseSettings lease() {
    Optional<String> given = sources.value(Setting.LEASE).map(String::strip);
    if (given.isEmpty()) {
      return new LeaseSettings.AsThePlaceIs();
    }
    String text = given.get();
    Matcher parts = LEASE.matcher(text);
    if (!parts.matches()) {
      throw new InvalidSetting(
          Setting.LEASE.path(),
          "\"%s\" is no name of a Lease: write it like cpaas-system/etcd-sync-mirror, or off"
              .formatted(text));
    }
    return text.equals("off")
        ? new LeaseSettings.Off()
        : new LeaseSettings.By(Optional.ofNullable(parts.group("namespace")), parts.group("name"));
  }

  /** A file that is there and may be read. */
  Optional<Path> readableFile(Setting setting) {
    Optional<Path> file = file(setting);
    file.filter(it -> !Files.isReadable(it) || Files.isDirectory(it))
        .ifPresent(it -> {
          throw new InvalidSetting(
              setting.path(), "\"%s\" cannot be read: give a file that is there".formatted(it));
        });
    return file;
  }

  Optional<Path> file(Setting setting) {
    return sources.value(setting).map(text -> path(setting, text));
  }

  /** What stands between the commas; empty entries count as not given. */
  List<String> list(Setting setting) {
    return Arrays.stream(sources.value(setting).orElse("").split(",", -1))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  List<URI> urls(Setting setting) {
    List<String> texts = list(setting);
    // Before anything else, and the last: a password may hold commas and further @, and what stands
    // before them must not be shown as an endpoint of its own.
    texts.reversed().stream()
        .filter(text -> text.contains("@"))
        .findFirst()
        .ifPresent(text -> {
          throw ClusterAddress.hasUser(setting.path(), text);
        });
    return texts.stream().map(text -> url(setting, text)).toList();
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
    if (!text.contains("://")) {
      throw new InvalidSetting(
          setting.path(),
          "\"%s\" has no scheme: write http://HOST:PORT or https://HOST:PORT".formatted(text));
    }
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new InvalidSetting(
          setting.path(),
          "\"%s\" is not a URL: write http://HOST:PORT or https://HOST:PORT".formatted(text));
    }
  }

  private static int toInt(long number) {
    return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** The problem ends where an example follows: the default. */
  private static InvalidSetting bad(Setting setting, String text, String problem) {
    return new InvalidSetting(
        setting.path(),
        "\"%s\" %s %s".formatted(text, problem, setting.defaultText().orElseThrow()));
  }
}
