package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The primary forgets history that the program has not seen yet. */
class CompactionIT extends RealTest {
  private static final int KEYS = 2000;
  private static final int CHANGED = 300;
  private static final int DELETED = 100;
  private static final int CREATED = 50;
  private static final Pattern KNOWN = Pattern.compile("\"known\":(\\d+)");

  /** Changes that a resync has to find: each another key. */
  private static void change(Workload load) {
    load.load(0, CHANGED);
    load.load(0, CHANGED);
    load.delete(CHANGED, DELETED);
    load.load(KEYS, CREATED);
    load.load(KEYS + CREATED, 20);
    load.delete(KEYS + CREATED, 20);
  }

  @Test
  void whileDownOnlyWhatDiffersIsWritten() {
    Rig rig = start(Rig.builder());
    Workload load = rig.workload(seed());
    load.load(KEYS);
    Program first = rig.run();
    rig.awaitFollowing(first);
    rig.awaitLevel(first);
    first.terminate();
    rig.verifyStopped();
    long before = rig.judge().writes();
    assertThat(before).isEqualTo(KEYS);

    change(load);
    rig.compactPrimary();
    Program second = rig.run();
    second.await("Resync", Rig.SOON);
    String finished = second.await("Copy finished", Rig.SOON);
    rig.awaitLevel(second);
    rig.expectEqual();
    assertThat(rig.judge().writes() - before).isEqualTo(CHANGED + DELETED + CREATED);
    assertThat(Program.number(finished, "written")).isEqualTo(CHANGED + CREATED);
    assertThat(Program.number(finished, "deleted")).isEqualTo(DELETED);
  }

  @Test
  void whileCopying() {
    Rig rig = start(Rig.builder().proxied().operations(16).options("--epoch", "200ms"));
    Workload load = rig.workload(seed()).keys(15_000).rate(200);
    load.load(15_000);
    load.start();
    rig.standbyNetwork().delay(Duration.ofMillis(20), Duration.ZERO);
    Program program = rig.run();
    long listed = Program.number(program.await("Copy started", Rig.SOON), "revision");
    // From its first drain on the copy's watch is known to be open: a compaction before that may
    // well call for another listing.
    Await.until(
        "the copy has come past its listing",
        Rig.SOON,
        () -> known(rig) > listed,
        program::evidence);
    int compactions = 0;
    while (program.find("Start Sync update", 0).isEmpty() && compactions < 40) {
      rig.compactPrimary();
      compactions++;
      Await.hold(Duration.ofMillis(500));
      program.expectAlive();
    }
    assertThat(compactions).isGreaterThan(3);
    rig.awaitFollowing(program);
    assertThat(rig.primary().answered("", "OutOfRange")).as("reads that met one").isPositive();
    // Behind its end a compaction may well call for a resync.
    assertThat(program.countBefore("Copy finished", "Copy started"))
        .as("copies begun")
        .isEqualTo(1);
    rig.standbyNetwork().heal();
    load.stop();
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  /** The primary's revision that the copy's checkpoint tells. */
  private static long known(Rig rig) {
    String checkpoint = rig.standby().etcdctl().get(Rig.OWN + "checkpoint").orElse("");
    Matcher known = KNOWN.matcher(checkpoint);
    return known.find() ? Long.parseLong(known.group(1)) : 0;
  }

  @Test
  void whileFollowing() {
    Rig rig = start(Rig.builder());
    Workload load = rig.workload(seed()).keys(500).rate(800);
    load.load(500);
    Program program = rig.run();
    rig.awaitFollowing(program);
    load.start();
    for (int i = 0; i < 20; i++) {
      load.awaitMore(100);
      rig.compactPrimary();
    }
    load.stop();
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  @Test
  void whileTheNetworkIsCut() {
    Rig rig = start(Rig.builder().proxied().options("--request-timeout", "1s", "--watchdog", "2s"));
    Workload load = rig.workload(seed());
    load.load(KEYS);
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    long before = rig.judge().writes();
    rig.primaryNetwork().cut();
    change(load);
    rig.compactPrimary();
    rig.primaryNetwork().heal();
    program.await("Resync", Rig.SOON);
    rig.awaitLevel(program);
    rig.expectEqual();
    assertThat(rig.judge().writes() - before).isEqualTo(CHANGED + DELETED + CREATED);
  }
}
