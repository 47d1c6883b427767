package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of the link that another version wrote are left as they are. */
class FormatIT extends RealTest {
  private static final String UNKNOWN = "{\"version\":99}";

  /** A parked link looks again each five seconds. */
  private static final Duration SEVERAL_LOOKS = Duration.ofSeconds(11);

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint", "fence"})
  void aDocumentOfUnknownFormatParksAndIsNotOverwritten(String document) {
    Rig rig = start(Rig.builder());
    Workload load = rig.workload(seed());
    load.load(100);
    Program first = rig.run();
    rig.awaitFollowing(first);
    rig.awaitLevel(first);
    first.terminate();
    Etcdctl standby = rig.standby().etcdctl();
    String before = standby.get(Rig.OWN + document).orElseThrow();
    long written = standby.put(Rig.OWN + document, UNKNOWN);

    Program second = rig.run();
    assertThat(rig.awaitParked(second, "unknown-format")).contains(document);
    load.load(0, 20);
    Await.hold(SEVERAL_LOOKS);
    second.expectAlive();
    assertThat(standby.revision()).as("something was written").isEqualTo(written);
    assertThat(standby.get(Rig.OWN + document)).contains(UNKNOWN);

    standby.put(Rig.OWN + document, before);
    rig.startJudgeAnew();
    rig.awaitFollowing(second);
    rig.awaitLevel(second);
    rig.expectEqual();
  }

  @Test
  void aDocumentThatBecomesUnknownUnderALeaderParksItAndIsNotOverwritten() {
    Rig rig = start(Rig.builder());
    Workload load = rig.workload(seed());
    load.load(100);
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    Etcdctl standby = rig.standby().etcdctl();
    standby.put(Rig.OWN + "checkpoint", UNKNOWN);
    load.load(0, 20);
    rig.awaitParked(program, "unknown-format");
    Await.hold(SEVERAL_LOOKS);
    program.expectAlive();
    assertThat(standby.get(Rig.OWN + "checkpoint")).contains(UNKNOWN);
  }
}
