package dev.etcdsync.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A full check beside a running link. */
final class Check implements Benchmark {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(10);

  private final String name;
  private final int keys;
  private final int bytes;
  private final double wantedSeconds;
  private final double wantedMiB;
  private final boolean deep;

  private Check(
      String name, int keys, int bytes, double wantedSeconds, double wantedMiB, boolean deep) {
    this.deep = deep;
    this.name = name;
    this.keys = keys;
    this.bytes = bytes;
    this.wantedSeconds = wantedSeconds;
    this.wantedMiB = wantedMiB;
  }

  static Check usual() {
    return new Check("check", 100_000, 1024, 3, 200, false);
  }

  /** Which reads every value, whatever the link has compared. */
  static Check deep() {
    return new Check("check-deep", 100_000, 1024, 4, 200, true);
  }

  /** Of which only the time is prescribed. */
  static Check million() {
    return new Check("check-million", 1_000_000, 256, 30, Double.MAX_VALUE, false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String what() {
    return String.format(
        Locale.ROOT,
        "`etcd-sync check%s` of %,d keys of %s beside a running link that has compared them before, which finds both sides equal, from"
            + " process start to its end; resident memory at most",
        deep ? " --deep" : "",
        keys,
        bytes == 1024 ? "1 KiB" : bytes + " bytes");
  }

  @Override
  public String criterion() {
    String time = String.format(Locale.ROOT, "under %.0f s", wantedSeconds);
    return wantedMiB == Double.MAX_VALUE
        ? time
        : String.format(Locale.ROOT, "%s and under %.0f MiB", time, wantedMiB);
  }

  private record Run(double seconds, double residentMiB, double others) {}

  @Override
  public Outcome run(Setup setup) {
    List<Run> runs = new ArrayList<>();
    try (Lab lab = new Lab(setup)) {
      lab.primary().load(0, keys, 0, bytes);
      Spawned link = lab.syncUntilFollowing().process();
      // The link compares once by itself, and rests then.
      Sleep.untilTrue(
          "the link has compared everything",
          Duration.ofMillis(100),
          LONGEST,
          () -> link.log().contains("Compared revision="));
      for (int i = 0; i < setup.runs(); i++) {
        Settle.before(setup);
        runs.add(check(lab));
        Progress.say(name, runs.getLast());
        link.expectAlive();
      }
      link.terminate();
    }
    double seconds = Samples.median(runs, Run::seconds);
    double resident = Samples.median(runs, Run::residentMiB);
    return new Outcome(
        String.format(
            Locale.ROOT, "%.2f s, %,.0f keys/s; %.0f MiB", seconds, keys / seconds, resident),
        seconds < wantedSeconds && resident < wantedMiB,
        Samples.most(runs, Run::others));
  }

  private Run check(Lab lab) {
    Quiet quiet = Quiet.begin();
    Spawned check = lab.check(deep ? List.of("--deep") : List.of());
    // Once the process has ended nobody tells of either any more.
    long[] most = {0};
    double[] others = {0};
    long end =
        Sleep.untilTrue(
            "the check has ended",
            POLL,
            LONGEST,
            () -> {
              double used = quiet.othersUsed();
              most[0] = Math.max(most[0], check.mostResidentMiB());
              if (!check.isAlive()) {
                return true;
              }
              others[0] = used;
              return false;
            });
    check.awaitSuccess(Duration.ofSeconds(10));
    if (!check.log().contains(String.format(Locale.ROOT, "%d keys compared", keys))) {
      throw new IllegalStateException("not all was compared:\n" + check.log());
    }
    if (!deep && !check.log().contains("nobody has written")) {
      throw new IllegalStateException("what the link has compared was not spared:\n" + check.log());
    }
    return new Run((end - check.started()) / 1e9, most[0], others[0]);
  }
}
