package dev.etcdsync.chart;

import java.util.List;

/** What is an endpoint of an etcd and what is none, wherever one can be given. */
final class Endpoints {
  static final List<String> GOOD =
      List.of(
          "https://10.0.0.1:2379",
          "https://etcd-0.example:2379",
          "https://etcd-0.example.:2379",
          "https://ETCD:1",
          "https://[fd00::1]:2379",
          "https://[::1]:65535",
          "https://[::ffff:10.0.0.2]:12379/");

  private static final String NO_BRACKETS =
      "has an IPv6 address without brackets: write https://[ADDRESS]:PORT";
  private static final String NO_PORT = "needs a port from 1 to 65535 (etcd's is 2379)";
  private static final String NOTHING =
      "is no endpoint: write https://HOST:PORT, of IPv6 https://[ADDRESS]:PORT";

  static final List<Bad> BAD =
      List.of(
          new Bad("https://fd00::1:2379", NO_BRACKETS),
          new Bad("https://::1:2379", NO_BRACKETS),
          new Bad("https://fd00::1", NO_BRACKETS),
          new Bad("https://10.0.0.1:99999", NO_PORT),
          new Bad("https://10.0.0.1:65536", NO_PORT),
          new Bad("https://[fd00::1]:65536", NO_PORT),
          new Bad("https://10.0.0.1:0", NO_PORT),
          new Bad("https://10.0.0.1:", NO_PORT),
          new Bad("https://10.0.0.1", NO_PORT),
          new Bad("https://[fd00::1]", NO_PORT),
          new Bad("https://[10.0.0.1]:2379", NOTHING),
          new Bad("https://:2379", NOTHING),
          new Bad("https://-etcd:2379", NOTHING),
          new Bad("https://10.0.0.1:2379/path", NOTHING),
          new Bad("https://user:word@10.0.0.1:2379", "https://***@10.0.0.1:2379"),
          new Bad("10.0.0.1:2379", NOTHING),
          new Bad("tcp://10.0.0.1:2379", NOTHING));

  private Endpoints() {}

  /**
   * None.
   *
   * @param why what the chart says of it
   */
  record Bad(String text, String why) {}
}
