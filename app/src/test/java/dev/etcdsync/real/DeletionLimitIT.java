package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** More deletions than anybody would believe: 20 percent and 100 keys by default. */
class DeletionLimitIT extends RealTest {
  private static final Duration A_WHILE = Duration.ofMillis(1500);
  private static final int KEYS = 600;
  private static final int MANY = 300;

  @Test
  void aResyncParksUntilItIsConfirmed() {
    Rig rig = start(Rig.builder().deletionLimit());
    Workload load = rig.workload(seed());
    load.load(KEYS);
    Program first = rig.run();
    rig.awaitFollowing(first);
    rig.awaitLevel(first);
    first.terminate();
    load.delete(0, MANY);
    rig.compactPrimary();

    Program second = rig.run();
    rig.awaitParked(second, "mass-deletion");
    rig.expectNoScopeWrite(A_WHILE);
    assertThat(rig.standby().etcdctl().count(Rig.SCOPE)).isEqualTo(KEYS);
    // Another process finds the same, and is not more credulous.
    second.kill();
    Program third = rig.run();
    String logged = rig.awaitParked(third, "mass-deletion");
    awaitPublished(rig);
    paste(logged);
    rig.awaitLevel(third);
    rig.expectEqual();
    assertThat(rig.judge().deletions()).isEqualTo(MANY);
  }

  @Test
  void oneRevisionThatIsFollowedParksUntilItIsConfirmed() {
    Rig rig = start(Rig.builder().deletionLimit());
    Workload load = rig.workload(seed());
    load.load(KEYS);
    load.together("/registry/zz/", 110, 10);
    load.together("/registry/zz/2", 110, 10);
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    load.put("/registry/just-before", new byte[] {1});
    load.deletePrefix("/registry/zz/");
    load.put("/registry/just-behind", new byte[] {1});
    rig.awaitParked(program, "mass-deletion");
    rig.expectNoScopeWrite(A_WHILE);
    Etcdctl standby = rig.standby().etcdctl();
    assertThat(standby.count("/registry/zz/")).as("deleted in spite of the limit").isEqualTo(220);
    assertThat(standby.get("/registry/just-behind")).isEmpty();
    confirm(rig);
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  @Test
  void manyRevisionsOfOneMinuteParkAsOne() {
    Rig rig = start(Rig.builder().deletionLimit());
    Workload load = rig.workload(seed());
    load.load(KEYS);
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    load.delete(0, MANY);
    rig.awaitParked(program, "mass-deletion");
    rig.expectNoScopeWrite(A_WHILE);
    assertThat(rig.standby().etcdctl().count(Rig.SCOPE)).isGreaterThan(KEYS - MANY);
    // A confirmation is for the finding that it names: the next hundred may need another.
    long all = rig.primary().etcdctl().revision();
    for (int i = 0; i < 4 && !rig.follows(all); i++) {
      int mark = program.mark();
      confirm(rig);
      Await.until(
          "level, or parked again",
          Rig.SOON,
          () -> rig.follows(all) || program.find("Parked guard=mass-deletion", mark).isPresent(),
          rig::evidence);
    }
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  @Test
  void belowEitherFigureNothingParks() {
    Rig rig = start(Rig.builder().deletionLimit());
    Workload load = rig.workload(seed());
    load.load(150);
    Program first = rig.run();
    rig.awaitFollowing(first);
    // More than a fifth, but not more than a hundred.
    load.delete(0, 60);
    rig.awaitLevel(first);
    first.terminate();
    load.delete(60, 80);
    rig.compactPrimary();
    Program second = rig.run();
    second.await("Resync", Rig.SOON);
    rig.awaitLevel(second);
    assertThat(second.count("Parked")).isZero();
    rig.expectEqual();
  }

  /** A sentence that says how to confirm it, as a person takes it who is in a hurry. */
  private static void paste(String sentence) {
    int command = sentence.indexOf("etcd-sync confirm ");
    assertThat(command).as(sentence).isPositive();
    Program.Ended ended = Program.paste(sentence.substring(command));
    assertThat(ended.exit()).as(ended.err()).isZero();
  }

  private static void awaitPublished(Rig rig) {
    Await.until(
        "status says that the link is parked",
        Rig.SOON,
        () -> rig.status().path("parked").path("guard").asText().equals("mass-deletion"),
        rig::evidence);
  }

  private static void confirm(Rig rig) {
    awaitPublished(rig);
    JsonNode parked = rig.status().path("parked");
    assertThat(rig.confirm("mass-deletion", "wrong").exit()).isNotZero();
    rig.expectNoScopeWrite(A_WHILE);
    paste(parked.path("sentence").asText());
  }
}
