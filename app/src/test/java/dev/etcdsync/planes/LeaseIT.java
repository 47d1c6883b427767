package dev.etcdsync.planes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.real.Await;
import dev.etcdsync.real.Exposition;
import dev.etcdsync.real.Http;
import dev.etcdsync.real.Ports;
import dev.etcdsync.real.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Two replicas and a Lease at a real apiserver, with the rights that the manual gives them. */
@Tag("planes")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeaseIT {
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration RENEWAL_DEADLINE = Duration.ofSeconds(10);
  private static final Duration AFTER_A_KILL = LEASE.plusSeconds(3);
  private static final Duration AFTER_A_STOP = Duration.ofSeconds(2);
  private static final Duration LONGER_THAN_THE_LEASE = LEASE.plusSeconds(6);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int TIMES = 3;

  private static final Set<String> OF_EVERY_REPLICA =
      Set.of(
          "etcdsync_leader",
          "etcdsync_build_info",
          "etcdsync_check_interval_seconds",
          "etcdsync_confirmed_timestamp_seconds",
          "etcdsync_refused",
          "etcdsync_errors_total",
          "etcdsync_http_requests_total");

  private ReplicaPlanes planes;
  private Replicas replicas;

  @BeforeAll
  void start() throws IOException {
    planes = ReplicaPlanes.start("lease");
  }

  @AfterAll
  void end() {
    if (planes != null) {
      planes.close();
    }
  }

  @BeforeEach
  void compete() {
    replicas = planes.replicas();
  }

  @AfterEach
  void stop() {
    replicas.close();
  }

  private String patch(String spec) {
    return planes.kubectl("patch", "lease", Replicas.LEASE, "--type=merge", "--patch=" + spec);
  }

  /** One of three may meet a machine that is busy with something else. */
  private static Duration median(List<Duration> taken) {
    return taken.stream().sorted().toList().get(TIMES / 2);
  }

  private static void tell(String what, List<Duration> taken) {
    System.out.println(
        "LeaseIT: "
            + what
            + " "
            + taken.stream().map(it -> it.toMillis() + " ms").collect(Collectors.joining(", ")));
  }

  @Test
  void aFollowerGoesOnWhenTheLeaderIsKilled() {
    Program leader = replicas.lead("pod-0");
    assertThat(replicas.holder()).isEqualTo("pod-0");
    List<Duration> taken = new ArrayList<>();
    for (int i = 1; i <= TIMES; i++) {
      Program follower = replicas.follow("pod-" + i, "pod-" + (i - 1));
      leader.kill();
      taken.add(replicas.untilNextChange(LONG));
      assertThat(replicas.holder()).isEqualTo("pod-" + i);
      assertThat(follower.find("Taken over from a leader", 0)).isPresent();
      leader = follower;
    }
    tell("from SIGKILL to the next change", taken);
    assertThat(median(taken)).isLessThanOrEqualTo(AFTER_A_KILL);
    replicas.awaitEqual();
    replicas.expectOneWriterAtATime();
  }

  @Test
  void aFollowerGoesOnAtOnceWhenTheLeaderIsStopped() {
    Program leader = replicas.lead("pod-0");
    List<Duration> taken = new ArrayList<>();
    for (int i = 1; i <= TIMES; i++) {
      Program follower = replicas.follow("pod-" + i, "pod-" + (i - 1));
      Program stopped = leader;
      CompletableFuture<Void> end = CompletableFuture.runAsync(stopped::terminate);
      taken.add(replicas.untilNextChangeOf(follower, LONG));
      end.join();
      assertThat(replicas.holder()).isEqualTo("pod-" + i);
      leader = follower;
    }
    tell("from SIGTERM to the next leader's first change", taken);
    assertThat(median(taken)).isLessThanOrEqualTo(AFTER_A_STOP);
    leader.terminate();
    assertThat(replicas.holder()).as("given back").isEmpty();
    replicas.awaitEqual();
    replicas.expectOneWriterAtATime();
  }

  @Test
  void aFrozenLeaderWritesNothingWhenItWakesUp() {
    Program frozen = replicas.lead("pod-0");
    Program follower = replicas.follow("pod-1", "pod-0");
    frozen.stop();
    replicas.untilNextChange(LONG);
    Await.hold(Duration.ofSeconds(2));
    long epoch = replicas.epoch();
    int mark = frozen.mark();
    frozen.cont();
    frozen.await("Lost leader lease", mark, LONG);
    frozen.await("Start Sync update as a follower leader=pod-1", mark, LONG);
    assertThat(frozen.find("Standing aside", mark)).isEmpty();
    for (int i = 0; i < 5; i++) {
      replicas.untilNextChange(LONG);
    }
    assertThat(replicas.epoch()).as("nobody has claimed since").isEqualTo(epoch);
    frozen.expectAlive();
    assertThat(follower.find("Lost leader lease", 0)).isEmpty();
    replicas.expectOneWriterAtATime();

    // And it is as good as any other by now.
    follower.kill();
    replicas.untilNextChange(LONG);
    assertThat(replicas.holder()).isEqualTo("pod-0");
    replicas.awaitEqual();
    replicas.expectOneWriterAtATime();
  }

  @Test
  void withoutAnApiserverNobodyLeadsAndThenOneDoes() {
    Program one = replicas.lead("pod-0");
    Program other = replicas.follow("pod-1", "pod-0");
    planes.standby().stopApiserver();
    try {
      one.await("Lost leader lease", LONG);
      assertThat(one.evidence()).contains("not renewed for 10 s");
      Await.hold(LONGER_THAN_THE_LEASE);
      for (Program program : List.of(one, other)) {
        program.expectAlive();
        assertThat(program.count("cannot be asked who leads")).isEqualTo(1);
      }
    } finally {
      planes.standby().resumeApiserver();
    }
    replicas.untilNextChange(LONG);
    for (Program program : List.of(one, other)) {
      program.await("tells again who leads", LONG);
    }
    replicas.awaitEqual();
    replicas.expectOneWriterAtATime();
  }

  /**
   * No request may wait longer than a renewal may: a client that tries again for longer would go on
   * as leader.
   */
  @Test
  void anApiserverThatTakesRequestsAndAnswersNoneEndsTheLeadershipInTime() {
    Program one = replicas.lead("pod-0");
    replicas.untilNextChange(LONG);
    int mark = one.mark();
    planes.standby().freezeApiserver();
    Duration taken;
    try {
      long begun = System.nanoTime();
      one.await("Lost leader lease", mark, LONG);
      taken = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(one.evidence()).contains("not renewed for 10 s");
      long epoch = replicas.epoch();
      Await.hold(LONGER_THAN_THE_LEASE);
      assertThat(replicas.epoch()).as("nobody has claimed meanwhile").isEqualTo(epoch);
      one.expectAlive();
    } finally {
      planes.standby().wakeApiserver();
    }
    tell("from an apiserver that hangs to the end of the leadership", List.of(taken));
    assertThat(taken).isLessThanOrEqualTo(RENEWAL_DEADLINE.plusSeconds(2));
    replicas.untilNextChange(LONG);
    assertThat(replicas.holder()).isEqualTo("pod-0");
    replicas.awaitEqual();
    replicas.expectOneWriterAtATime();
  }

  @Test
  void theSeriesOfALostLeadershipVanish() throws Exception {
    int port = Ports.free();
    Program one =
        replicas.start(
            "pod-0",
            Replicas.NAMESPACE + "/" + Replicas.LEASE,
            List.of("--http", "127.0.0.1:" + port));
    one.await("Start Sync update revision=", LONG);
    Exposition leading = scrape(port);
    assertThat(leading.value("etcdsync_leader")).isEqualTo(1);
    assertThat(leading.has("etcdsync_progress_age_seconds")).isTrue();
    planes.standby().stopApiserver();
    try {
      one.await("Lost leader lease", LONG);
      Await.until(
          "it leads no more",
          LONG,
          () -> scrape(port).value("etcdsync_leader") == 0,
          one::evidence);
      Exposition standing = scrape(port);
      for (String family : leading.types().keySet()) {
        boolean every =
            family.startsWith("jvm_")
                || family.startsWith("process_")
                || family.startsWith("system_")
                || OF_EVERY_REPLICA.contains(family);
        assertThat(standing.has(family)).as(family).isEqualTo(every);
      }
    } finally {
      planes.standby().resumeApiserver();
    }
  }

  private static Exposition scrape(int port) {
    return Exposition.read(Http.get(port, "/metrics").body());
  }

  @Test
  void withoutRightsOneSaysSoOnceAndTriesOn() {
    planes.withdraw();
    Program program;
    try {
      program = replicas.start("pod-0");
      program.await("does not let us get the Lease (HTTP 403)", LONG);
      Await.hold(Duration.ofSeconds(6));
      assertThat(program.count("HTTP 403")).isEqualTo(1);
      assertThat(program.find("Acquired leader lease", 0)).isEmpty();
    } finally {
      planes.grant();
    }
    program.await("Start Sync update revision=", LONG);
    program.terminate();
  }

  @Test
  void whateverSomebodyWritesIntoTheLeaseOneLeadsInTheEnd() {
    Program one = replicas.lead("pod-0");
    Program other = replicas.follow("pod-1", "pod-0");

    patch("{\"spec\":{\"holderIdentity\":\"by-hand\",\"leaseDurationSeconds\":2147483647}}");
    one.await("Lost leader lease", LONG);
    assertThat(one.evidence()).contains("by-hand holds it");
    tell("from an edit by hand to the next change", List.of(replicas.untilNextChange(LONG)));

    planes.kubectl("delete", "lease", Replicas.LEASE);
    replicas.untilNextChange(LONG);
    Await.until(
        "the lease is there again",
        LONG,
        () -> planes.kubectl("get", "leases").contains("pod-"),
        replicas::evidence);

    patch("{\"spec\":null}");
    replicas.untilNextChange(LONG);
    patch(
        "{\"spec\":{\"holderIdentity\":\"by-hand\",\"renewTime\":\"2099-01-01T00:00:00.000000Z\","
            + "\"leaseTransitions\":null,\"leaseDurationSeconds\":null,\"acquireTime\":null}}");
    Await.until(
        "a replica holds the lease again",
        LONG,
        () -> replicas.holder().startsWith("pod-"),
        replicas::evidence);
    replicas.untilNextChange(LONG);
    one.expectAlive();
    other.expectAlive();
    for (Program program : List.of(one, other)) {
      assertThat(program.count("as a follower leader=by-hand"))
          .as("nobody stands behind what renews nothing")
          .isZero();
    }
    replicas.awaitEqual();
    replicas.expectOneWriterAtATime();
  }

  @Test
  void twoThatBothBelieveToLeadDoNotFight() {
    Program one = replicas.lead("pod-0");
    Program other = replicas.start("pod-1", Replicas.NAMESPACE + "/another");
    // Rights for the Lease of the manual only.
    other.await("does not let us get the Lease (HTTP 403)", LONG);
    other.kill();
    planes.kubectl(
        "create",
        "role",
        "another",
        "--verb=get,update",
        "--resource=leases.coordination.k8s.io",
        "--resource-name=another");
    planes.kubectl(
        "create",
        "rolebinding",
        "another",
        "--role=another",
        "--serviceaccount=" + Replicas.NAMESPACE + ":etcd-sync");
    Program later = replicas.start("pod-2", Replicas.NAMESPACE + "/another");
    later.await("Acquired leader lease", LONG);
    later.await("Start Sync update revision=", LONG);
    replicas.untilNextChange(LONG);
    one.await("Standing aside with the lease", LONG);
    long epoch = replicas.epoch();
    Await.hold(LONGER_THAN_THE_LEASE);
    replicas.untilNextChange(LONG);
    assertThat(replicas.epoch()).as("nobody has claimed since").isEqualTo(epoch);
    one.expectAlive();
    later.expectAlive();
    replicas.awaitEqual();
    replicas.expectOneWriterAtATime();
  }
}
