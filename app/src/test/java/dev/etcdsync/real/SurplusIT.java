package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys that only the standby has: what the primary deleted goes, what is the standby's stays. */
class SurplusIT extends RealTest {
  private static final List<String> TIMES = List.of("before", "during", "after", "down");

  @Test
  void localSurplusStaysAndStaleKeysGo() {
    Rig rig = start(Rig.builder().proxied().operations(16));
    rig.judge().foreign(key -> key.startsWith("/registry/local/"));
    Etcdctl standby = rig.standby().etcdctl();
    Workload load = rig.workload(seed());
    load.load(3000);

    local(standby, "before");
    rig.standbyNetwork().delay(Duration.ofMillis(50), Duration.ZERO);
    Program first = rig.run();
    first.await("Copy started", Rig.SOON);
    Await.until("the copy writes", Rig.SOON, () -> standby.count(Rig.SCOPE) > 50, rig::evidence);
    local(standby, "during");
    assertThat(first.find("Copy finished", 0)).as("the copy was too fast").isEmpty();
    rig.standbyNetwork().heal();
    rig.awaitFollowing(first);
    local(standby, "after");
    load.load(0, 50);
    rig.awaitLevel(first);
    first.terminate();
    local(standby, "down");
    expectLocals(standby);

    // Without a gap.
    Program second = rig.run();
    load.delete(0, 20);
    rig.awaitLevel(second);
    expectLocals(standby);
    second.terminate();

    // With one: replicated keys are deleted on the primary where nobody sees it.
    load.delete(100, 60);
    rig.compactPrimary();
    Program third = rig.run();
    third.await("Resync", Rig.SOON);
    String finished = third.await("Copy finished", Rig.SOON);
    rig.awaitLevel(third);
    assertThat(Program.number(finished, "deleted")).isEqualTo(60);
    expectLocals(standby);
    third.kill();

    // And a first copy once more, from a checkpoint that says copying.
    load.delete(200, 30);
    rig.compactPrimary();
    Program fourth = rig.run();
    fourth.await("Copy started", Rig.SOON);
    fourth.kill();
    Program fifth = rig.run();
    rig.awaitLevel(fifth);
    expectLocals(standby);
    assertThat(standby.count(Rig.SCOPE))
        .isEqualTo(rig.primary().etcdctl().count(Rig.SCOPE) + TIMES.size());
  }

  @Test
  void aLocalKeyThatThePrimaryMakesTooIsReplicatedFromThenOn() {
    Rig rig = start(Rig.builder());
    rig.judge().foreign(key -> key.equals("/registry/local/both"));
    Etcdctl standby = rig.standby().etcdctl();
    Etcdctl primary = rig.primary().etcdctl();
    rig.workload(seed()).load(50);
    standby.put("/registry/local/both", "mine");
    Program first = rig.run();
    rig.awaitFollowing(first);
    assertThat(standby.get("/registry/local/both")).contains("mine");
    primary.put("/registry/local/both", "the primary's");
    rig.awaitLevel(first);
    assertThat(standby.get("/registry/local/both")).contains("the primary's");
    first.terminate();

    primary.delete("/registry/local/both");
    primary.put("/registry/other", "x");
    rig.compactPrimary();
    Program second = rig.run();
    second.await("Resync", Rig.SOON);
    rig.awaitLevel(second);
    assertThat(standby.get("/registry/local/both")).isEmpty();
    rig.expectEqual();
  }

  private static void local(Etcdctl standby, String time) {
    standby.put("/registry/local/" + time, "made " + time);
  }

  private static void expectLocals(Etcdctl standby) {
    for (String time : TIMES) {
      standby
          .get("/registry/local/" + time)
          .ifPresentOrElse(
              value -> assertThat(value).isEqualTo("made " + time),
              () -> assertThat(time).as("local surplus is gone").isEmpty());
    }
  }
}
