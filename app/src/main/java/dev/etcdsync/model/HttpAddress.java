package dev.etcdsync.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where HTTP is answered.
 *
 * @param host a name or an address, of IPv6 without brackets; {@code ::} is every address of this
 *     machine, IPv4 and IPv6
 * @param port 0: any that is free
 */
public record HttpAddress(String host, int port) {
  /** The port if nothing is given. */
  public static final int DEFAULT_PORT = 8080;

  /** Every address of this machine. */
  public static final String EVERYWHERE = "::";

  private static final String OFF = "off";
  private static final Pattern TEXT =
      Pattern.compile("(?:(?:\\[([0-9A-Fa-f:.%a-z]+)]|([^\\[\\]:/@\\s]+)):)?(\\d{1,9})");

  public HttpAddress {
    if (port < 0 || port > 65535) {
      throw new InvalidSetting("http", "port " + port + " is out of range: give 0 to 65535");
    }
  }

  /**
   * Reads {@code PORT}, {@code HOST:PORT}, {@code [IPV6]:PORT} or {@code off}, which is empty.
   *
   * @throws InvalidSetting if it is none of these
   */
  public static Optional<HttpAddress> parse(String given) {
    String text = given.strip();
    if (text.equals(OFF)) {
      return Optional.empty();
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidSetting(
          "http",
          "\"%s\" is no address to listen on: give a port such as 8080, HOST:PORT, [IPV6]:PORT, or off"
              .formatted(text));
    }
    String host =
        Optional.ofNullable(matcher.group(1))
            .or(() -> Optional.ofNullable(matcher.group(2)))
            .orElse(EVERYWHERE);
    return Optional.of(new HttpAddress(host, Integer.parseInt(matcher.group(3))));
  }

  /** As in a URL, such as {@code [::1]:8080}. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
