package dev.etcdsync.etcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import java.time.Duration;
import java.util.List;

/**
 * Opens jetcd clients with the certificates and the password of one moment, each on a channel of
 * its own. The caller closes them. Any thread may call.
 */
final class Clients {
  /** Small beside the heap, with several answers under way; larger ones are asked for in parts. */
  private static final int ANSWER_BYTES = 32 << 20;

  /**
   * etcd answers a watch that catches up with up to 1,000 revisions in one message. What is larger
   * than this costs less to compare than to be told.
   */
  private static final int WATCH_BYTES = 128 << 20;

  private final ClientBuilder builder;

  Clients(ClientBuilder builder) {
    this.builder = builder;
  }

  /**
   * A client for reads and writes.
   *
   * @param timeout by when a request is given up
   */
  Client forRequests(Duration timeout) {
    return builder
        .copy()
        .maxInboundMessageSize(ANSWER_BYTES)
        .interceptors(List.of(new RequestDeadline(timeout)))
        .build();
  }

  /** A client for one watch. */
  Client forWatch() {
    return builder.copy().maxInboundMessageSize(WATCH_BYTES).build();
  }
}
