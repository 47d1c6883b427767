package dev.etcdsync.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A restart after what happened meanwhile was compacted. */
final class Resync implements Benchmark {
  private static final int KEYS = 20_000;
  private static final int CHANGED = 5_000;
  private static final int DELETED = 1_000;
  private static final int CREATED = 1_000;
  private static final int FOLLOWED = 500;
  private static final int BYTES = 1024;
  private static final long WANTED = 7_100;

  @Override
  public String name() {
    return "resync";
  }

  @Override
  public String what() {
    return "Restart after a compaction with 7,000 of 20,000 keys differing (5,000 changed, 1,000"
        + " deleted, 1,000 created): writes into scope at the standby, and time from process start"
        + " to the checkpoint that claims it complete";
  }

  @Override
  public String criterion() {
    return "at most 7,100 writes";
  }

  private record Run(double writes, double seconds, double others) {}

  @Override
  public Outcome run(Setup setup) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < setup.runs(); i++) {
      try (Lab lab = new Lab(setup)) {
        copyAndFollow(lab);
        changeAndCompact(lab.primary());
        long before = lab.standby().revision();
        Settle.before(setup);
        Quiet quiet = Quiet.begin();
        Lab.Started sync = lab.syncUntilFollowing();
        double others = quiet.othersUsed();
        lab.expectEqual();
        sync.process().terminate();
        if (!sync.process().log().contains("Resync reason=primary-compacted")) {
          throw new IllegalStateException("this was no resync");
        }
        runs.add(new Run(lab.standby().changesSince(before), sync.seconds(), others));
        Progress.say(name(), runs.getLast());
      }
    }
    double writes = Samples.median(runs, Run::writes);
    return new Outcome(
        String.format(
            Locale.ROOT, "%,.0f writes, %.2f s", writes, Samples.median(runs, Run::seconds)),
        writes <= WANTED,
        Samples.most(runs, Run::others));
  }

  private static void copyAndFollow(Lab lab) {
    lab.primary().load(0, KEYS, 0, BYTES);
    Spawned process = lab.syncUntilFollowing().process();
    lab.primary().putOneByOne(KEYS - FOLLOWED, KEYS, 1, BYTES);
    LastWrite last = LastWrite.of(lab.primary(), KEYS - FOLLOWED, KEYS);
    Sleep.untilTrue(
        "the last change is there",
        Duration.ofMillis(20),
        Duration.ofMinutes(1),
        () -> last.isAt(lab.standby()));
    process.terminate();
  }

  private static void changeAndCompact(Store primary) {
    primary.putOneByOne(0, CHANGED, 1, BYTES);
    primary.deleteOneByOne(CHANGED, CHANGED + DELETED);
    primary.putOneByOne(KEYS, KEYS + CREATED, 0, BYTES);
    primary.compact(primary.revision());
  }
}
