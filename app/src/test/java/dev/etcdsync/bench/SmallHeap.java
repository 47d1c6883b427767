package dev.etcdsync.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A large first copy in little memory. */
final class SmallHeap implements Benchmark {
  private static final int KEYS = 1_000_000;
  private static final int BYTES = 256;

  @Override
  public String name() {
    return "small-heap";
  }

  @Override
  public String what() {
    return "First copy of 1,000,000 keys of 256 bytes with a heap of at most 384 MiB, from process"
        + " start; resident memory at most";
  }

  @Override
  public String criterion() {
    return "completes, and both are equal";
  }

  private record Run(double seconds, double residentMiB, double others) {}

  @Override
  public Outcome run(Setup setup) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < setup.runs(); i++) {
      try (Lab lab = new Lab(setup)) {
        lab.primary().load(0, KEYS, 0, BYTES);
        Settle.before(setup);
        Quiet quiet = Quiet.begin();
        // Given here, too: the environment may ask for another heap.
        Lab.Started sync = lab.syncUntilFollowing("-Xmx384m");
        double others = quiet.othersUsed();
        lab.expectEqual();
        runs.add(new Run(sync.seconds(), sync.process().mostResidentMiB(), others));
        Progress.say(name(), runs.getLast());
        sync.process().terminate();
      }
    }
    double seconds = Samples.median(runs, Run::seconds);
    return new Outcome(
        String.format(
            Locale.ROOT,
            "%.1f s, %,.0f keys/s; %.0f MiB",
            seconds,
            KEYS / seconds,
            Samples.median(runs, Run::residentMiB)),
        true,
        Samples.most(runs, Run::others));
  }
}
