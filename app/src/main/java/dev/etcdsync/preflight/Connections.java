package dev.etcdsync.preflight;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.ServerStatus;
import dev.etcdsync.guard.Preflight;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether every endpoint answers, in which version, with space left, and how fast. */
final class Connections {
  private static final int READS = 9;

  /** Following does one transaction after the other. */
  private static final long SLOW_MILLIS = 50;

  private final Answers answers;
  private final Clock clock;
  private final Preflight guards;

  Connections(Answers answers, Clock clock, Preflight guards) {
    this.answers = answers;
    this.clock = clock;
    this.guards = guards;
  }

  /**
   * One line for each endpoint.
   *
   * @param endpoints each by itself
   */
  List<Line> endpoints(Side side, Map<String, Etcd> endpoints) {
    List<Line> lines = new ArrayList<>();
    endpoints.forEach((name, etcd) -> lines.add(endpoint(side, name, etcd)));
    return lines;
  }

  private Line endpoint(Side side, String name, Etcd etcd) {
    String about = side + " endpoint " + name;
    ServerStatus status;
    try {
      status = answers.await(side, etcd.status());
    } catch (EtcdException e) {
      return Line.fail(
          about,
          "it gives no answer: " + e.getMessage(),
          "check the address, the certificates and the network, or take the endpoint away");
    }
    Optional<Finding> unfit = guards.version(side, status);
    if (unfit.isPresent()) {
      return Line.fail(about, unfit.get().sentence(), "upgrade it");
    }
    if (status.full()) {
      return Line.fail(
          about,
          "it refuses writes for want of space (NOSPACE alarm)",
          "compact and defragment it, or raise its quota, then disarm the alarm");
    }
    return Line.pass(
        about,
        "etcd %s answers, cluster %s, revision %d"
            .formatted(
                String.join(", ", status.versions()),
                Long.toHexString(status.clusterId()),
                status.revision()));
  }

  /** The median of some reads, one after the other, each through the quorum. */
  Line latency(Side side, Etcd etcd, Key probe) {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < READS; i++) {
      long begun = clock.nanos();
      var _ = answers.await(side, etcd.get(List.of(probe), 0));
      nanos.add(clock.nanos() - begun);
    }
    Duration median = Duration.ofNanos(nanos.stream().sorted().toList().get(READS / 2));
    String about = side + " latency";
    String found = "a read takes %.1f ms (median of %d)".formatted(median.toNanos() / 1e6, READS);
    return median.toMillis() < SLOW_MILLIS
        ? Line.pass(about, found)
        : Line.warn(about, found, "run etcd-sync near the standby; a slow primary only adds delay");
  }
}
