package dev.etcdsync.model;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How one side's etcd is reached. The scheme of the endpoints decides about encryption, and nothing
 * else does: {@code https} without TLS files trusts the system's authorities, {@code http} together
 * with TLS files is refused.
 *
 * @param side whose etcd it is
 * @param endpoints members of one etcd, each {@code http://HOST:PORT} or each {@code
 *     https://HOST:PORT}
 * @param tls files for {@code https}
 * @param credentials a file of one line, {@code user:password}
 */
public record ClusterAddress(
    Side side, List<URI> endpoints, Optional<TlsFiles> tls, Optional<Path> credentials) {

  private static final String SHAPE = "write http://HOST:PORT or https://HOST:PORT";
  private static final Pattern USER = Pattern.compile("(?s)^([A-Za-z][A-Za-z0-9+.-]*:/{1,2})?.*@");

  public ClusterAddress {
    endpoints = List.copyOf(endpoints);
    String setting = side + ".endpoints";
    if (endpoints.isEmpty()) {
      throw new InvalidSetting(
          setting,
          "no endpoint of the %s etcd is given: name at least one member, such as %s"
              .formatted(side, "https://etcd-0.example:2379"));
    }
    endpoints.forEach(endpoint -> check(setting, endpoint));
    if (endpoints.stream().map(URI::getScheme).distinct().count() > 1) {
      throw new InvalidSetting(
          setting, "some endpoints are http and some are https: use one of the two for all");
    }
    if (tls.isPresent() && !isEncrypted(endpoints)) {
      throw new InvalidSetting(
          setting,
          "%s is plain text, but TLS settings are given for the %s: %s"
              .formatted(endpoints.getFirst(), side, "write https://HOST:PORT or take them away"));
    }
  }

  /** Whether connections are encrypted, which the scheme alone decides. */
  public boolean encrypted() {
    return isEncrypted(endpoints);
  }

  /** Each endpoint as {@code host:port}, in one spelling, to tell whether two are the same. */
  public Set<String> hostsAndPorts() {
    return endpoints.stream()
        .map(endpoint -> HostName.canonical(endpoint.getHost()) + ":" + endpoint.getPort())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The text without what stands between a scheme and the last {@code @}: it may be a password, in
   * what is no URL, too.
   */
  public static String withoutUser(String url) {
    return USER.matcher(url).replaceFirst("$1***@");
  }

  /** An error for an endpoint with something before an {@code @}. */
  public static InvalidSetting hasUser(String setting, String url) {
    return new InvalidSetting(
        setting,
        "\"%s\" has a user in it: give user and password in a file (%s.credentials)"
            .formatted(withoutUser(url), setting.substring(0, setting.indexOf('.'))));
  }

  private static boolean isEncrypted(List<URI> endpoints) {
    return endpoints.getFirst().getScheme().equals("https");
  }

  private static void check(String setting, URI endpoint) {
    String shown = "\"" + withoutUser(endpoint.toString()) + "\"";
    if (endpoint.getScheme() == null || endpoint.isOpaque()) {
      throw new InvalidSetting(setting, "%s has no scheme: %s".formatted(shown, SHAPE));
    }
    if (!endpoint.getScheme().equals("http") && !endpoint.getScheme().equals("https")) {
      throw new InvalidSetting(
          setting, "%s has the scheme %s: %s".formatted(shown, endpoint.getScheme(), SHAPE));
    }
    if (endpoint.getRawUserInfo() != null) {
      throw hasUser(setting, endpoint.toString());
    }
    if (endpoint.getHost() == null) {
      throw new InvalidSetting(setting, "%s has no valid host name: %s".formatted(shown, SHAPE));
    }
    if (endpoint.getPort() < 1 || endpoint.getPort() > 65535) {
      throw new InvalidSetting(
          setting, "%s needs a port from 1 to 65535 (etcd's is 2379)".formatted(shown));
    }
    if (!endpoint.getRawPath().isEmpty() && !endpoint.getRawPath().equals("/")) {
      throw new InvalidSetting(
          setting, "%s has a path, and etcd has none: %s".formatted(shown, SHAPE));
    }
    if (endpoint.getRawQuery() != null || endpoint.getRawFragment() != null) {
      throw new InvalidSetting(
          setting, "%s has more than a host and a port: %s".formatted(shown, SHAPE));
    }
  }
}
