package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether a standby may be left to itself. */
class GateIT extends RealTest {
  private static final int OPEN = 0;
  private static final int SHUT = 1;
  private static final int COULD_NOT_TELL = 2;
  private static final String CRON_JOB = "/registry/cronjobs/team-a/nightly";
  private static final String CONFIG = "/registry/configmaps/team-a/plain";

  private RealCluster primary;
  private RealCluster standby;

  @BeforeEach
  void startBoth() {
    primary = open(RealCluster.named("primary").start());
    standby = open(RealCluster.named("standby").start());
    primary
        .etcdctl()
        .put(CONFIG, "{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"plain\",\"uid\":\"u1\"}}");
  }

  private List<String> command(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(
        List.of(
            "--link",
            Rig.LINK,
            "--primary",
            primary.endpoints(),
            "--standby",
            standby.endpoints()));
    return arguments;
  }

  private void replicateFor(Runnable meanwhile) {
    Program program = open(Program.start("program", command("run")));
    program.await("Start Sync update", Rig.SOON);
    meanwhile.run();
    program.terminate();
  }

  private void expect(int exit, String... words) {
    Program.Ended ended = Program.run(command("gate"));
    assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(exit);
    assertThat(exit == OPEN ? ended.out() : ended.err()).contains(words);
  }

  @Test
  void isOpenForWhatIsCleanAndShutForDrift() {
    expect(OPEN, "nothing has ever been replicated");
    replicateFor(() -> {});
    expect(OPEN, "the standby is clean: 1 keys");
    standby.etcdctl().put(CONFIG, "{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"other\"}}");
    expect(
        SHUT,
        "do not uninstall now",
        "0 keys missed, 1 different, 0 stale: " + CONFIG,
        "virtual machines",
        "etcd-sync promote");
  }

  @Test
  void isShutForADeadPrimaryUntilTheLinkIsPromoted() {
    replicateFor(() -> {});
    primary.close();
    expect(COULD_NOT_TELL, "it cannot be told whether the standby is clean", "etcd-sync promote");
    Program.Ended promoted = Program.run(command("promote", "--primary-is-dead"));
    assertThat(promoted.exit()).as(promoted.out() + promoted.err()).isZero();
    expect(OPEN, "the link was promoted");
  }

  @Test
  void namesWhatIsHeldBack() {
    primary
        .etcdctl()
        .put(CRON_JOB, "{\"kind\":\"CronJob\",\"metadata\":{\"name\":\"nightly\",\"uid\":\"u2\"}}");
    replicateFor(() -> {});
    expect(SHUT, "1 objects are held back until a promotion", CRON_JOB);
  }

  /** As on a busy node, on which the gate's own process has just begun. */
  @Test
  void asksAgainWhereTheStandbyKeepsItsAnswerBack() {
    replicateFor(() -> {});
    standby.member(0).stop();
    try (Program gate =
        Program.start("gate", command("gate", "--request-timeout", "1s", "--lease", "off"))) {
      Await.hold(Duration.ofSeconds(4));
      standby.member(0).cont();
      assertThat(gate.awaitExit(Rig.SOON)).as(gate.evidence()).isEqualTo(OPEN);
    }
  }
}
