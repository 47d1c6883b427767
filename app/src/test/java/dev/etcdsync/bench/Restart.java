package dev.etcdsync.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A restart with changes to catch up. */
final class Restart implements Benchmark {
  private static final int KEYS = 100_000;
  private static final int CHANGES = 5_000;
  private static final int BYTES = 1024;
  private static final double WANTED = 3;

  @Override
  public String name() {
    return "restart";
  }

  @Override
  public String what() {
    return "Restart with 5,000 single-key revisions to catch up among 100,000 keys, from process"
        + " start until equal";
  }

  @Override
  public String criterion() {
    return "within 3 s";
  }

  private record Run(double seconds, double others) {}

  @Override
  public Outcome run(Setup setup) {
    List<Run> runs = new ArrayList<>();
    try (Lab lab = new Lab(setup)) {
      lab.primary().load(0, KEYS, 0, BYTES);
      lab.syncUntilFollowing().process().terminate();
      for (int i = 1; i <= setup.runs(); i++) {
        int version = i;
        lab.primary().putOneByOne(0, CHANGES, version, BYTES);
        LastWrite last = LastWrite.of(lab.primary(), CHANGES - 100, CHANGES);
        Settle.before(setup);
        Quiet quiet = Quiet.begin();
        Spawned process = lab.sync();
        long end =
            Sleep.untilTrue(
                "the last change is there",
                Duration.ofMillis(5),
                Duration.ofMinutes(1),
                () -> last.isAt(lab.standby()));
        runs.add(new Run((end - process.started()) / 1e9, quiet.othersUsed()));
        Progress.say(name(), runs.getLast());
        lab.expectEqual();
        process.terminate();
      }
    }
    double seconds = Samples.median(runs, Run::seconds);
    return new Outcome(
        String.format(Locale.ROOT, "%.2f s", seconds),
        seconds <= WANTED,
        Samples.most(runs, Run::others));
  }
}
