package dev.etcdsync.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a link costs on which nothing happens. */
final class Idle implements Benchmark {
  private static final int KEYS = 20_000;
  private static final int BYTES = 1024;
  private static final Duration MEASURED = Duration.ofSeconds(30);
  private static final double WANTED_PERCENT = 2;

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public String what() {
    return "Processor time of the program in 30 s on an idle link, 20,000 keys in scope";
  }

  @Override
  public String criterion() {
    return "under 2 % of a core";
  }

  private record Run(double percent, double others) {}

  @Override
  public Outcome run(Setup setup) {
    List<Run> runs = new ArrayList<>();
    try (Lab lab = new Lab(setup)) {
      lab.primary().load(0, KEYS, 0, BYTES);
      Spawned process = lab.syncUntilFollowing().process();
      for (int i = 1; i <= setup.runs(); i++) {
        Settle.before(setup);
        Quiet quiet = Quiet.begin();
        long begun = System.nanoTime();
        long ticks = process.ticks();
        Sleep.of(MEASURED);
        double used = (process.ticks() - ticks) / 100.0;
        double seconds = (System.nanoTime() - begun) / 1e9;
        runs.add(new Run(100 * used / seconds, quiet.othersUsed()));
        Progress.say(name(), runs.getLast());
        expectFollowing(lab, i);
      }
      process.terminate();
    }
    double percent = Samples.median(runs, Run::percent);
    return new Outcome(
        String.format(Locale.ROOT, "%.2f %%", percent),
        percent < WANTED_PERCENT,
        Samples.most(runs, Run::others));
  }

  /** A link that does nothing any more would be the cheapest. */
  private static void expectFollowing(Lab lab, int version) {
    lab.primary().putOneByOne(0, 1, version, BYTES);
    LastWrite last = LastWrite.of(lab.primary(), 0, 1);
    Sleep.untilTrue(
        "a change is there",
        Duration.ofMillis(20),
        Duration.ofSeconds(30),
        () -> last.isAt(lab.standby()));
    lab.expectEqual();
  }
}
