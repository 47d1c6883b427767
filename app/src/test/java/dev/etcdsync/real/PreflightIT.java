package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The command {@code preflight}. */
class PreflightIT extends RealTest {
  private static Program.Ended preflight(RealCluster primary, RealCluster standby) {
    List<String> arguments = new ArrayList<>(List.of("preflight", "--link", "preflight"));
    arguments.addAll(primary.options("primary", primary.endpoints()));
    arguments.addAll(standby.options("standby", standby.endpoints()));
    return Program.run(arguments);
  }

  private static void fill(RealCluster cluster, int mebibytes) {
    String value = "x".repeat(100_000);
    for (int i = 0; i < 10 * mebibytes; i++) {
      cluster.etcdctl().put("/registry/configmaps/team-a/c" + i, value);
    }
  }

  @Test
  void twoEtcdsThatFitPassAndNothingIsWritten() {
    Certificates named = certificates();
    RealCluster primary = open(RealCluster.named("primary").tls(named).start());
    RealCluster standby =
        open(RealCluster.named("standby").flag("--quota-backend-bytes=67108864").start());
    fill(primary, 1);
    long there = primary.etcdctl().revision();
    long here = standby.etcdctl().revision();

    Program.Ended ended = preflight(primary, standby);
    assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out())
        .contains("pass  primary clock: within two seconds of the clock here")
        .contains("pass  standby clock: within two seconds of the clock here")
        .containsPattern("primary certificate of https://\\S+: (valid until|expires at) 2")
        .containsPattern("pass  primary space: .* quota is 2,048.0 MiB")
        .containsPattern("pass  standby space: .* quota is 64.0 MiB")
        .contains("warn  standby encryption: the connection is not encrypted")
        .contains(" 0 fail. Nothing was written.");
    assertThat(primary.etcdctl().revision()).isEqualTo(there);
    assertThat(standby.etcdctl().revision()).isEqualTo(here);
  }

  @Test
  void aStandbyWithoutRoomFails() {
    RealCluster primary = open(RealCluster.named("primary").start());
    RealCluster standby =
        open(RealCluster.named("standby").flag("--quota-backend-bytes=4194304").start());
    fill(primary, 5);

    Program.Ended ended = preflight(primary, standby);
    assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(1);
    assertThat(ended.out()).containsPattern("fail  standby space: .* may come from the primary");
  }
}
