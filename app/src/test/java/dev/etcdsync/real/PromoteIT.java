package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A standby becomes a cluster that serves, and nothing is copied over it from then on. */
class PromoteIT extends RealTest {
  private static final int REFUSED = 6;
  private static final int COULD_NOT_TELL = 2;
  private static final String CRON_JOB = "/registry/cronjobs/team-a/nightly";
  private static final String CONFIG = "/registry/configmaps/team-a/plain";

  private RealCluster primary;
  private RealCluster standby;
  private Etcdctl there;
  private Etcdctl here;

  @BeforeEach
  void startBoth() {
    primary = open(RealCluster.named("primary").start());
    standby = open(RealCluster.named("standby").start());
    there = primary.etcdctl();
    here = standby.etcdctl();
    there.put(CONFIG, "{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"plain\",\"uid\":\"u1\"}}");
    there.put(
        CRON_JOB, "{\"kind\":\"CronJob\",\"metadata\":{\"name\":\"nightly\",\"uid\":\"u2\"}}");
  }

  private static List<String> command(
      String command, RealCluster from, RealCluster to, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                command,
                "--link",
                Rig.LINK,
                "--primary",
                from.endpoints(),
                "--standby",
                to.endpoints()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private Program run(RealCluster from, RealCluster to) {
    return open(Program.start("program", command("run", from, to)));
  }

  private Program follow() {
    Program leader = run(primary, standby);
    leader.await("Start Sync update", Rig.SOON);
    return leader;
  }

  private Program.Ended promote(String... more) {
    return Program.run(command("promote", primary, standby, more));
  }

  @Test
  void deposesTheLeaderPlacesLiftsAndIsNeverCopiedOver() {
    Program leader = follow();
    assertThat(here.get(CRON_JOB)).isEmpty();
    Program back = run(standby, primary);
    back.await("Parked guard=reverse-link", Rig.SOON);
    back.kill();
    assertThat(there.under(Rig.OWN).keys()).as("not even a claim").isEmpty();
    there.put(CONFIG, "last");

    Program.Ended ended = promote();
    assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
    assertThat(leader.awaitExit(Rig.SOON)).isEqualTo(Program.DEPOSED);
    assertThat(here.get(CONFIG)).contains("last");
    assertThat(here.get(CRON_JOB)).isEqualTo(there.get(CRON_JOB));
    assertThat(here.under(Rig.OWN + "held/").keys()).isEmpty();
    long wanted = there.revision();
    assertThat(here.revision()).isGreaterThan(wanted);
    assertThatAWatchEndsAsCompacted(wanted);
    Program.Ended checked = Program.run(command("check", primary, standby));
    assertThat(checked.exit()).as(checked.out() + checked.err()).isEqualTo(COULD_NOT_TELL);
    assertThat(checked.err()).contains("was promoted at");
    Program.Ended status =
        Program.run(List.of("status", "--link", Rig.LINK, "--standby", standby.endpoints()));
    assertThat(status.out()).contains("phase       promoted", "promotion   done at");

    long before = here.revision();
    Program again = run(primary, standby);
    again.await("Parked guard=promoted", Rig.SOON);
    there.put(CONFIG, "later");
    again.kill();
    assertThat(here.revision()).as("nothing was written, not even a claim").isEqualTo(before);
    assertThat(promote().exit()).as("promoting again changes nothing").isZero();
    assertThat(here.revision()).isEqualTo(before);

    Program reverse = run(standby, primary);
    reverse.await("Start Sync update", Rig.SOON);
    assertThat(there.get(CONFIG)).contains("last");
    reverse.kill();
  }

  /** What a client that comes over asks for, with the last that it has seen of the primary. */
  private void assertThatAWatchEndsAsCompacted(long seen) {
    Path told = Folders.temporary("watch").resolve("out");
    open(() -> Folders.delete(told.getParent()));
    Folders.write(told, "");
    Child watch = Child.logging(here.watchCommand(seen + 1), told);
    try {
      Await.until(
          "a watch from the primary's revision ends as compacted",
          Rig.SOON,
          () -> Folders.tail(told, 20).contains("required revision has been compacted"),
          () -> Folders.tail(told, 20));
    } finally {
      watch.kill();
    }
  }

  @Test
  void aDryRunChangesNothingAndALostPrimaryHasToBeNamed() {
    Program leader = follow();
    leader.kill();
    long before = here.revision();
    Program.Ended dry = promote("--dry-run", "--output", "json");
    assertThat(dry.exit()).as(dry.out() + dry.err()).isZero();
    assertThat(dry.out()).contains("would put 1 held objects");
    assertThat(here.revision()).isEqualTo(before);

    primary.killAll();
    Program.Ended lost = promote("--request-timeout", "500ms");
    assertThat(lost.exit()).as(lost.out() + lost.err()).isEqualTo(REFUSED);
    assertThat(lost.err()).contains("--primary-is-dead");
    assertThat(here.revision()).isEqualTo(before);

    Program.Ended ended = promote("--primary-is-dead");
    assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
    assertThat(here.get(CRON_JOB)).isPresent();
  }
}
