package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The judge on real etcds: a mirror made by etcdctl transactions is clean until something wrong is
 * planted in it.
 */
class JudgeIT extends RealTest {
  private Rig rig;
  private Etcdctl standby;

  @BeforeEach
  void mirrored() {
    rig = start(Rig.builder());
    standby = rig.standby().etcdctl();
    Etcdctl primary = rig.primary().etcdctl();
    primary.put("/registry/a", "one");
    long at = primary.put("/registry/b", "two");
    standby.put(Rig.OWN + "fence", "{\"epoch\":1,\"holder\":\"hand\",\"nonce\":\"n\"}");
    standby.put(Rig.OWN + "checkpoint", checkpoint("copying", 0));
    standby.transaction(
        List.of("put /registry/a one", "put /registry/b two", "put " + Rig.OWN + "mark 1"));
    standby.put(Rig.OWN + "checkpoint", checkpoint("following", at));
  }

  @Test
  void acceptsWhatIsTrue() {
    long at = rig.primary().etcdctl().delete("/registry/b");
    follow(at, "del /registry/b");
    rig.verify();
    rig.verifyStopped();
    rig.expectEqual();
    assertThat(rig.judge().checkpoint()).isEqualTo(at);
    assertThat(rig.judge().writes()).isEqualTo(3);
  }

  @Test
  void findsAPlantedKey() {
    rig.verifyStopped();
    standby.put("/registry/planted", "x");
    assertThatThrownBy(rig::verifyStopped)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("written by somebody else")
        .hasMessageContaining("/registry/planted");
    assertThatThrownBy(rig::expectEqual).hasMessageContaining("/registry/planted");
  }

  @Test
  void findsALateWriteOfOurOwn() {
    long at = rig.primary().etcdctl().put("/registry/a", "three");
    follow(at, "put /registry/a three");
    rig.verifyStopped();
    standby.transaction(List.of("put /registry/a one", "put " + Rig.OWN + "mark 2"));
    assertThatThrownBy(rig::verify).hasMessageContaining("without moving the checkpoint");
  }

  @Test
  void findsAWrongValueInAFollowedRevision() {
    long at = rig.primary().etcdctl().put("/registry/a", "three");
    follow(at, "put /registry/a four");
    assertThatThrownBy(rig::verify).hasMessageContaining("has not the value");
  }

  @Test
  void seesTheSameAsARangeReadAfterARandomLoad() {
    Workload load = rig.workload(seed()).rate(3000);
    load.load(1000);
    load.start();
    load.awaitMore(2000);
    load.stop();
    load.together("/registry/many/", 100, 10);
    load.deletePrefix("/registry/many/");
    load.put("/registry/\u0000\u00ff", new byte[] {0, -1});
    Etcdctl.Content now = rig.primary().etcdctl().under("");
    rig.primaryHistory().await(now.revision());
    Map<String, Value> replayed = new TreeMap<>();
    for (Change change : rig.primaryHistory().from(0)) {
      if (change.deletion()) {
        assertThat(replayed.remove(change.key())).isNotNull();
      } else {
        replayed.put(change.key(), change.value());
      }
    }
    assertThat(replayed).isEqualTo(now.keys());
    assertThat(rig.primaryHistory().size()).isGreaterThan(3000);
  }

  @Test
  void recordsOverARestart() {
    RealCluster primary = rig.primary();
    primary.member(0).kill();
    primary.startAll();
    long at = primary.etcdctl().put("/registry/a", "after");
    assertThat(rig.primaryHistory().reaches(at, Duration.ofSeconds(30))).isTrue();
    follow(at, "put /registry/a after");
    rig.verifyStopped();
  }

  private void follow(long revision, String... lines) {
    List<String> all = new ArrayList<>(List.of(lines));
    all.add("put " + Rig.OWN + "checkpoint " + quoted(checkpoint("following", revision)));
    standby.transaction(all);
  }

  private static String checkpoint(String phase, long revision) {
    return "{\"version\":1,\"phase\":\"" + phase + "\",\"revision\":" + revision + "}";
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\\\"") + "\"";
  }
}
