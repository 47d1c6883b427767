package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What keys, values and revisions can be. */
class ContentIT extends RealTest {
  /** etcd's own limit is 1.5 MiB for the whole request. */
  private static final int NEARLY_TOO_LARGE = 1_565_000;

  /** A parked link looks again each five seconds. */
  private static final Duration SEVERAL_LOOKS = Duration.ofSeconds(11);

  @Test
  void copiesAndFollowsWhateverEtcdAccepts() {
    Rig rig = start(Rig.builder().primary(p -> p.flag("--max-txn-ops=2000")));
    Workload load = rig.workload(seed());
    load.load(300);
    oddities(load, "before");
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);

    oddities(load, "after");
    rig.awaitLevel(program);
    assertThat(rig.judge().parts()).as("no revision was larger than a transaction").isPositive();
    rig.expectEqual();

    program.terminate();
    load.together("/registry/large-at-rest/", 1000, 100);
    load.deletePrefix("/registry/large-at-rest/");
    Program again = rig.run();
    rig.awaitLevel(again);
    rig.expectEqual();
  }

  private static void oddities(Workload load, String name) {
    for (int i = 0; i < 256; i += 15) {
      load.put("/registry/binary/" + name + (char) i + "\u0000" + (char) (255 - i), new byte[] {0});
    }
    load.put("/registry/", new byte[] {1});
    load.put("/registry/\u00ff\u00ff\u00ff", new byte[] {2});
    load.put("/registry0", new byte[] {3});
    load.put("/registry", new byte[] {4});
    load.put("/registry/empty/" + name, new byte[0]);
    load.put("/registry/k8s/" + name, new byte[] {'k', '8', 's', 0, 10, -1, -128});
    load.put("/registry/" + name + "/" + "x".repeat(3000), new byte[] {5});
    load.put("/registry/big/" + name, load.randomValue(NEARLY_TOO_LARGE));
    // Larger than a transaction in operations, and then in bytes, each in one revision.
    load.together("/registry/many/" + name + "/", 1500, 200);
    load.together("/registry/heavy/" + name + "/", 40, 35_000);
    load.deletePrefix("/registry/many/" + name + "/0");
    load.together("/registry/many/" + name + "/", 1000, 20);
    load.deletePrefix("/registry/many/" + name + "/");
    // Created, deleted and created again, so that nothing but the order tells what remains.
    for (int i = 0; i < 20; i++) {
      load.put("/registry/again/" + name, new byte[] {(byte) i});
      load.delete("/registry/again/" + name);
    }
    load.put("/registry/again/" + name, new byte[] {99});
    Map<String, byte[]> mixed = new LinkedHashMap<>();
    for (int i = 120; i < 130; i++) {
      mixed.put("/registry/mixed/" + name + i, load.randomValue(i));
    }
    load.together(mixed);
  }

  @Test
  void aValueThatTheStandbyRefusesParksAndNothingIsDropped() {
    Rig rig = start(Rig.builder().standby(s -> s.flag("--max-request-bytes=400000")));
    Workload load = rig.workload(seed());
    load.load(50);
    Program program = rig.run("--max-txn-bytes", "256KiB");
    rig.awaitLevel(program);
    load.put("/registry/too-large", load.randomValue(900_000));
    load.put("/registry/behind-it", new byte[] {1});
    rig.awaitParked(program, "too-large");
    assertThat(rig.standby().etcdctl().get("/registry/behind-it")).isEmpty();

    rig.expectNoScopeWrite(SEVERAL_LOOKS);
    rig.expectResumed(program, "too-large", () -> takeLargerRequests(rig.standby()));
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  @Test
  void aValueThatTheStandbyRefusesParksTheCopyAndNothingIsDropped() {
    Rig rig = start(Rig.builder().standby(s -> s.flag("--max-request-bytes=400000")));
    Workload load = rig.workload(seed());
    load.load(50);
    load.put("/registry/too-large", load.randomValue(900_000));
    Program program = rig.run("--max-txn-bytes", "256KiB");
    rig.awaitParked(program, "too-large");
    Await.hold(SEVERAL_LOOKS);
    program.expectAlive();
    assertThat(program.count("Parked guard=too-large")).as("said once").isEqualTo(1);
    rig.expectResumed(program, "too-large", () -> takeLargerRequests(rig.standby()));
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  private static void takeLargerRequests(RealCluster cluster) {
    cluster.killAll();
    cluster.replaceFlag("--max-request-bytes=400000", "--max-request-bytes=2000000");
    cluster.startAll();
  }

  @Test
  void leasedKeysThatExpireByTheHundredAreDeleted() {
    Rig rig = start(Rig.builder());
    Workload load = rig.workload(seed());
    load.load(400);
    Program program = rig.run();
    rig.awaitFollowing(program);
    load.leased("/registry/events/ns-1/", 500, 3);
    rig.awaitLevel(program);
    assertThat(rig.standby().etcdctl().count("/registry/events/")).isEqualTo(500);
    Etcdctl primary = rig.primary().etcdctl();
    Await.until(
        "the primary's lease ends",
        Duration.ofSeconds(30),
        () -> primary.count("/registry/events/") == 0,
        rig::evidence);
    rig.awaitLevel(program);
    assertThat(rig.standby().etcdctl().count("/registry/events/")).isZero();
    assertThat(rig.judge().parts()).as("500 deletions of one revision fit nowhere").isPositive();
  }

  @Test
  void oneHotKeyIsMergedAndEndsRight() {
    Rig rig = start(Rig.builder());
    Workload load = rig.workload(seed());
    load.load(100);
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    load.hot("/registry/leases/kube-system/hot", 3000);
    rig.awaitLevel(program);

    // What comes while it stands still waits for it in one heap, however slow the machine.
    long before = rig.judge().transactions();
    program.stop();
    load.hot("/registry/leases/kube-system/hot", 3000);
    program.cont();
    rig.awaitLevel(program);
    rig.expectEqual();
    assertThat(rig.judge().transactions() - before).as("merged").isBetween(1L, 300L);
  }

  @Test
  void keysThatComeAndGoDuringACopyAreRight() {
    Random random = new Random(seed());
    Rig rig = start(Rig.builder().proxied().operations(16).options("--epoch", "200ms"));
    Workload load = rig.workload(random.nextLong()).keys(4000).rate(500).valueBytes(200);
    load.load(3000);
    rig.standbyNetwork().delay(Duration.ofMillis(20), Duration.ofMillis(10));
    load.start();
    Program program = rig.run();
    program.await("Copy started", Rig.SOON);
    long before = load.done();
    rig.awaitFollowing(program);
    rig.standbyNetwork().heal();
    assertThat(load.done()).as("no load during the copy").isGreaterThan(before + 50);
    load.stop();
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  @Test
  void anIdleLinkKeepsUpWithRevisionsOutOfTheScope() {
    Rig rig = start(Rig.builder());
    Workload load = rig.workload(seed());
    load.load(100);
    Program program = rig.run();
    rig.awaitFollowing(program);
    for (int i = 0; i < 50; i++) {
      load.put("/elsewhere/" + i, new byte[] {1});
    }
    long now = rig.primary().etcdctl().revision();
    Await.until(
        "the checkpoint reaches " + now + " while nothing in the scope changes",
        Duration.ofSeconds(20),
        () -> rig.follows(now),
        rig::evidence);
    Await.until(
        "status says that there is no lag",
        Duration.ofSeconds(20),
        () -> {
          JsonNode status = rig.status();
          return status.path("phase").asText().equals("following")
              && status.path("revision").asLong() >= now
              && status.path("lagRevisions").asLong(-1) == 0
              && status.path("lagSeconds").asDouble(99) < 10
              && status.path("epoch").asLong() == 1;
        },
        rig::evidence);
    rig.verify();
  }
}
