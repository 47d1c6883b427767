package dev.etcdsync.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A first copy beside a bare reader-writer. */
final class MillionKeys implements Benchmark {
  private static final int KEYS = 1_000_000;
  private static final int BYTES = 512;
  private static final double WANTED = 0.70;

  @Override
  public String name() {
    return "million";
  }

  @Override
  public String what() {
    return "First copy of 1,000,000 keys of 512 bytes, from process start; a bare reader-writer"
        + " (same JVM and client, pinned transactions of 128, 16 in flight, no safety) in the same"
        + " run";
  }

  @Override
  public String criterion() {
    return "at least 70 % of the bare program's speed";
  }

  private record Run(double ours, double bare, double others) {
    double ratio() {
      return bare / ours;
    }
  }

  @Override
  public Outcome run(Setup setup) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < setup.runs(); i++) {
      try (Lab lab = new Lab(setup)) {
        lab.primary().load(0, KEYS, 0, BYTES);
        // Who comes first changes from run to run.
        boolean first = i % 2 == 0;
        Timed ours = first ? sync(lab, setup) : null;
        if (first) {
          lab.freshStandby();
        }
        Timed bare = bare(lab, setup);
        if (!first) {
          lab.freshStandby();
          ours = sync(lab, setup);
        }
        runs.add(new Run(ours.seconds(), bare.seconds(), Math.max(ours.others(), bare.others())));
        Progress.say(name(), runs.getLast());
      }
    }
    double ratio = Samples.median(runs, Run::ratio);
    double ours = Samples.median(runs, Run::ours);
    double bare = Samples.median(runs, Run::bare);
    return new Outcome(
        String.format(
            Locale.ROOT,
            "%.0f %%: %.1f s, %,.0f keys/s; bare %.1f s, %,.0f keys/s",
            ratio * 100,
            ours,
            KEYS / ours,
            bare,
            KEYS / bare),
        ratio >= WANTED,
        Samples.most(runs, Run::others));
  }

  private record Timed(double seconds, double others) {}

  private Timed sync(Lab lab, Setup setup) {
    Settle.before(setup);
    Progress.say(name(), "processor seconds so far: " + lab.processorSeconds());
    Quiet quiet = Quiet.begin();
    Lab.Started sync = lab.syncUntilFollowing();
    Timed timed = new Timed(sync.seconds(), quiet.othersUsed());
    Progress.say(
        name(),
        "processor seconds: program "
            + sync.process().ticks() / 100.0
            + " "
            + lab.processorSeconds());
    lab.expectEqual();
    sync.process().terminate();
    return timed;
  }

  private Timed bare(Lab lab, Setup setup) {
    Settle.before(setup);
    Progress.say(name(), "processor seconds so far: " + lab.processorSeconds());
    Quiet quiet = Quiet.begin();
    Spawned bare = lab.bare();
    long end =
        Sleep.untilTrue(
            "the bare copy is complete",
            Duration.ofMillis(20),
            Duration.ofMinutes(10),
            () -> bare.log().contains("copying=") || !bare.isAlive());
    Progress.say(name(), "processor seconds so far: " + lab.processorSeconds());
    Timed timed = new Timed((end - bare.started()) / 1e9, quiet.othersUsed());
    bare.awaitSuccess(Duration.ofMinutes(1));
    Progress.say(name(), "bare " + bare.log().strip());
    if (lab.standby().count() != KEYS) {
      throw new IllegalStateException("the bare copy is not complete");
    }
    return timed;
  }
}
