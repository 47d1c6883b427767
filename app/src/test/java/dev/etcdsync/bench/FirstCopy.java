package dev.etcdsync.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A first copy beside {@code etcdctl make-mirror}. */
final class FirstCopy implements Benchmark {
  private static final int KEYS = 100_000;
  private static final int BYTES = 1024;
  private static final double WANTED = 15;

  @Override
  public String name() {
    return "first-copy";
  }

  @Override
  public String what() {
    return "First copy of 100,000 keys of 1 KiB, from process start to the checkpoint that claims it"
        + " complete; `etcdctl make-mirror` in the same run";
  }

  @Override
  public String criterion() {
    return "at least 15 times as fast as make-mirror";
  }

  private record Run(double ours, double mirror, double others) {
    double ratio() {
      return mirror / ours;
    }
  }

  @Override
  public Outcome run(Setup setup) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < setup.runs(); i++) {
      try (Lab lab = new Lab(setup)) {
        lab.primary().load(0, KEYS, 0, BYTES);
        Settle.before(setup);
        Quiet quiet = Quiet.begin();
        Lab.Started sync = lab.syncUntilFollowing();
        double others = quiet.othersUsed();
        lab.expectEqual();
        sync.process().terminate();

        lab.freshStandby();
        Settle.before(setup);
        quiet = Quiet.begin();
        Spawned mirror = lab.mirror();
        long end =
            Sleep.untilTrue(
                "the mirror is complete",
                Duration.ofMillis(200),
                Duration.ofMinutes(10),
                () -> lab.standby().count() == KEYS);
        others = Math.max(others, quiet.othersUsed());
        runs.add(new Run(sync.seconds(), (end - mirror.started()) / 1e9, others));
        Progress.say(name(), runs.getLast());
      }
    }
    double ratio = Samples.median(runs, Run::ratio);
    double ours = Samples.median(runs, Run::ours);
    return new Outcome(
        String.format(
            Locale.ROOT,
            "%.1f times: %.2f s, %,.0f keys/s; make-mirror %,.0f keys/s",
            ratio,
            ours,
            KEYS / ours,
            KEYS / Samples.median(runs, Run::mirror)),
        ratio >= WANTED,
        Samples.most(runs, Run::others));
  }
}
