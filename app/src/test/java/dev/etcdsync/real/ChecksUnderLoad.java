package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Comparisons one after the other, while the primary is written as fast as its writers can. */
final class ChecksUnderLoad {
  private ChecksUnderLoad() {}

  /**
   * Expects that none of so many finds anything.
   *
   * @param longest that they may take together
   */
  static void findNothing(RealTest test, int checks, Duration longest) {
    Rig rig = test.start(Rig.builder());
    Workload load =
        rig.workload(test.seed()).keys(1000).rate(Workload.AS_FAST_AS_IT_CAN).valueBytes(400);
    load.load(1000);
    Program program = rig.run();
    rig.awaitFollowing(program);
    load.start();
    long begun = System.nanoTime();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "dev.etcdsync.check.CheckLoop",
            rig.primary().endpoints(),
            rig.standby().endpoints(),
            Rig.LINK,
            Rig.SCOPE,
            Integer.toString(checks));
    Path log = Folders.temporary("check").resolve("log");
    test.open(() -> Folders.delete(log.getParent()));
    Child loop = Child.logging(command, log);
    test.open(loop::kill);
    int exit = loop.exit(longest).orElse(-1);
    long rate = tell(checks + " comparisons", load, begun);
    load.stop();
    String said = Folders.tail(log, 100);
    assertThat(exit).as(said).isZero();
    assertThat(said.lines().toList().getLast())
        .as(said)
        .isEqualTo("clean=" + checks + " drift=0 unknown=0");
    assertThat(rate).as("operations of the load a second").isGreaterThan(250);
  }

  /** Prints how fast the load was since then, and returns it: operations a second. */
  static long tell(String what, Workload load, long begun) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    long rate = Math.round(load.done() / seconds);
    System.out.printf(
        "%s in %.0f s under %d operations/s, %d in all%n", what, seconds, rate, load.done());
    return rate;
  }
}
