package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The primary is not what it was, or is the standby itself: nothing is written. */
class IdentityIT extends RealTest {
  private static final int KEYS = 400;
  private static final Duration A_WHILE = Duration.ofMillis(1500);

  private static Rig.Builder rig() {
    return Rig.builder().options("--request-timeout", "1s", "--watchdog", "2s");
  }

  @Test
  void anotherClusterAtTheSameAddressParksUntilTheRightOneIsBack() {
    Rig rig = start(rig());
    Workload load = rig.workload(seed());
    load.load(KEYS);
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);

    rig.pausePrimaryRecord();
    rig.primary().killAll();
    RealCluster other =
        open(RealCluster.named("other").portsOf(rig.primary()).token("another-cluster").create());
    other.startAll();
    fill(other, 300);
    rig.awaitParked(program, "identity");
    expectParked(rig, "identity");
    fill(other, 50);
    rig.expectNoScopeWrite(A_WHILE);

    other.killAll();
    rig.primary().startAll();
    rig.resumePrimaryRecord();
    program.await("Resumed guard=identity", Rig.SOON);
    load.load(0, 20);
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDataDirectoryMadeAnewParksUntilItIsConfirmed(boolean running) {
    Rig rig = start(rig());
    Workload load = rig.workload(seed());
    load.load(KEYS);
    replaceAndConfirm(
        rig,
        running,
        () -> {
          rig.primary().setAside();
          rig.primary().startAll();
          load.put("/registry/another-beginning", new byte[] {1});
          load.load(KEYS);
        });
  }

  /** As a bootstrap does it that makes the same objects in the same order once more. */
  @Test
  void aDataDirectoryMadeAnewWithTheSameKeysAtTheSameRevisionsParksToo() {
    Rig rig = start(rig());
    Workload load = rig.workload(seed());
    sameKeys(load);
    replaceAndConfirm(
        rig,
        false,
        () -> {
          rig.primary().setAside();
          rig.primary().startAll();
          sameKeys(load);
        });
  }

  private static void sameKeys(Workload load) {
    for (int i = 0; i < 30; i++) {
      load.load(i, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRestoredSnapshotThatWasWrittenPastTheCheckpointParksUntilItIsConfirmed(boolean running) {
    Rig rig = start(rig());
    Workload load = rig.workload(seed());
    load.load(KEYS);
    Path snapshot = rig.primary().snapshot();
    load.hot("/registry/lost", 100);
    replaceAndConfirm(
        rig,
        running,
        () -> {
          rig.primary().setAside();
          rig.primary().restore(snapshot);
          rig.primary().startAll();
        });
    assertThat(rig.standby().etcdctl().get("/registry/lost")).isEmpty();
  }

  private void replaceAndConfirm(Rig rig, boolean running, Runnable replace) {
    Program first = rig.run();
    rig.awaitFollowing(first);
    rig.awaitLevel(first);
    long checkpoint = rig.primary().etcdctl().revision();
    String cluster = rig.primary().id();
    if (!running) {
      first.terminate();
      rig.verifyStopped();
    }
    rig.pausePrimaryRecord();
    if (running) {
      // Not reachable until it is past the checkpoint: a young one would be found behind it.
      first.stop();
    }
    replace.run();
    fill(rig.primary(), 400);
    assertThat(rig.primary().etcdctl().revision()).isGreaterThan(checkpoint);
    assertThat(rig.primary().id()).as("the id alone tells them apart").isEqualTo(cluster);
    if (running) {
      first.cont();
    }
    Program program = running ? first : rig.run();
    assertThat(rig.awaitParked(program, "identity"))
        .contains("The primary is not the one that the standby was written from up to revision");
    fill(rig.primary(), 20);
    rig.expectNoScopeWrite(A_WHILE);

    JsonNode parked = expectParked(rig, "identity");
    Program.Ended wrong = rig.confirm("identity", "not-the-token");
    assertThat(wrong.exit()).as("a wrong token was taken").isNotZero();
    rig.expectNoScopeWrite(A_WHILE);
    rig.startJudgeAnew();
    Program.Ended right = rig.confirm("identity", parked.path("token").asText());
    assertThat(right.exit()).as(right.err()).isZero();
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  @Test
  void aPrimaryThatIsBehindParksUntilItIsNot() {
    Rig rig = start(rig());
    Workload load = rig.workload(seed());
    load.load(KEYS);
    Path snapshot = rig.primary().snapshot();
    load.hot("/registry/later", 100);
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);

    rig.pausePrimaryRecord();
    rig.primary().setAside();
    rig.primary().restore(snapshot);
    rig.primary().startAll();
    rig.awaitParked(program, "primary-behind");
    expectParked(rig, "primary-behind");
    rig.expectNoScopeWrite(A_WHILE);

    rig.primary().bringBack();
    rig.primary().startAll();
    rig.resumePrimaryRecord();
    program.await("Resumed guard=primary-behind", Rig.SOON);
    load.load(0, 20);
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  @Test
  void theSameClusterOnBothSidesIsRecognizedAtAnotherAddress() {
    RealCluster cluster = open(RealCluster.named("both").start());
    Workload load = open(Workload.on(cluster, seed()));
    load.load(50);
    Program program = both(cluster.endpoints(), cluster.plainEndpoints());
    String line = program.await("Parked guard=same-cluster", Rig.SOON);
    assertThat(line.split(" ", -1)).as("no sentence: " + line).hasSizeGreaterThan(8);
    expectNotWritten(cluster, program);
  }

  @Test
  void theSameClusterOnBothSidesIsRecognizedAtAnotherMember() {
    RealCluster cluster = open(RealCluster.named("both").members(3).start());
    Program program = both(cluster.member(0).endpoint(), cluster.member(1).endpoint());
    program.await("Parked guard=same-cluster", Rig.SOON);
    expectNotWritten(cluster, program);
  }

  private Program both(String primary, String standby) {
    List<String> arguments = new ArrayList<>(List.of("run", "--link", Rig.LINK));
    arguments.addAll(List.of("--primary", primary, "--standby", standby));
    return open(Program.start("program", arguments));
  }

  private static void expectNotWritten(RealCluster cluster, Program program) {
    Etcdctl etcdctl = cluster.etcdctl();
    for (int i = 0; i < 10; i++) {
      etcdctl.put("/registry/once/" + i, "x");
    }
    Await.hold(A_WHILE);
    for (JsonNode kv : etcdctl.json("get", "--prefix", Rig.SCOPE).path("kvs")) {
      assertThat(kv.path("version").asLong())
          .as("written again: " + Text.fromBase64(kv.path("key").asText()))
          .isEqualTo(1);
    }
    program.expectAlive();
  }

  private static JsonNode expectParked(Rig rig, String guard) {
    Await.until(
        "status says that the link is parked by " + guard,
        Rig.SOON,
        () -> rig.status().path("parked").path("guard").asText().equals(guard),
        rig::evidence);
    JsonNode status = rig.status();
    assertThat(status.path("phase").asText()).isEqualTo("parked");
    assertThat(status.path("parked").path("sentence").asText()).hasSizeGreaterThan(40);
    return status.path("parked");
  }

  /** Many revisions over few keys. */
  private static void fill(RealCluster cluster, int revisions) {
    try (Workload other = Workload.on(cluster, 1)) {
      other.hot("/registry/of-the-other", revisions);
    }
  }
}
