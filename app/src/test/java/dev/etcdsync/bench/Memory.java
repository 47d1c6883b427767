package dev.etcdsync.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Resident memory of a first copy, and of following after it. */
final class Memory implements Benchmark {
  private static final int KEYS = 100_000;
  private static final int BYTES = 1024;
  private static final Duration FOLLOWING = Duration.ofSeconds(20);
  private static final double WANTED_MIB = 350;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String what() {
    return "Most resident memory in a first copy of 100,000 keys of 1 KiB and 20 s of following 500"
        + " revisions/s after it";
  }

  @Override
  public String criterion() {
    return "at most 350 MiB";
  }

  private record Run(double copiedMiB, double mostMiB, double others) {}

  @Override
  public Outcome run(Setup setup) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < setup.runs(); i++) {
      try (Lab lab = new Lab(setup)) {
        lab.primary().load(0, KEYS, 0, BYTES);
        Settle.before(setup);
        Quiet quiet = Quiet.begin();
        Spawned process = lab.syncUntilFollowing().process();
        double copied = process.mostResidentMiB();
        follow(lab);
        runs.add(new Run(copied, process.mostResidentMiB(), quiet.othersUsed()));
        Progress.say(name(), runs.getLast());
        lab.expectEqual();
        process.terminate();
      }
    }
    double most = Samples.median(runs, Run::mostMiB);
    return new Outcome(
        String.format(
            Locale.ROOT,
            "%.0f MiB; %.0f MiB when the copy was complete",
            most,
            Samples.median(runs, Run::copiedMiB)),
        most <= WANTED_MIB,
        Samples.most(runs, Run::others));
  }

  private static void follow(Lab lab) {
    try (Arrivals standby = new Arrivals(lab.standbyServer(), PacedWriter.count(FOLLOWING))) {
      new PacedWriter(lab.primary(), FOLLOWING).finish();
      standby.awaitAll("the standby");
    }
  }
}
