package dev.etcdsync.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Following a writer as fast as the primary lets it be. */
final class FastestWriter implements Benchmark {
  private static final int KEYS = 10_000;
  private static final int BYTES = 1024;
  private static final int CLIENTS = 16;
  private static final Duration WRITING = Duration.ofSeconds(20);
  private static final double WANTED = 1;

  @Override
  public String name() {
    return "fastest-writer";
  }

  @Override
  public String what() {
    return "Following single-key revisions of 1 KiB for 20 s, as fast as 16 clients with one put"
        + " under way each make them, over 10,000 keys and on one key: until the last one is there";
  }

  @Override
  public String criterion() {
    return "both within 1 s after the writer stops";
  }

  private record Followed(double seconds, double perSecond, double others) {}

  private record Run(Followed many, Followed one) {
    double slower() {
      return Math.max(many.seconds(), one.seconds());
    }
  }

  @Override
  public Outcome run(Setup setup) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < setup.runs(); i++) {
      try (Lab lab = new Lab(setup);
          Crowd crowd = new Crowd(lab.primaryServer(), CLIENTS, BYTES)) {
        lab.primary().load(0, KEYS, 0, BYTES);
        Spawned process = lab.syncUntilFollowing().process();
        Settle.before(setup);
        Followed many = follow(lab, crowd, KEYS);
        Settle.before(setup);
        Followed one = follow(lab, crowd, 1);
        runs.add(new Run(many, one));
        Progress.say(name(), runs.getLast());
        process.terminate();
      }
    }
    return new Outcome(
        String.format(
            Locale.ROOT,
            "10,000 keys: %.2f s, %,.0f revisions/s; one key: %.2f s, %,.0f revisions/s",
            Samples.median(runs, run -> run.many().seconds()),
            Samples.median(runs, run -> run.many().perSecond()),
            Samples.median(runs, run -> run.one().seconds()),
            Samples.median(runs, run -> run.one().perSecond())),
        Samples.median(runs, Run::slower) <= WANTED,
        Samples.most(runs, run -> Math.max(run.many().others(), run.one().others())));
  }

  private static Followed follow(Lab lab, Crowd crowd, int keys) {
    Quiet quiet = Quiet.begin();
    Crowd.Written written = crowd.write(keys, WRITING);
    LastWrite last = new LastWrite(lab.primary().get(written.lastKey()));
    long end =
        Sleep.untilTrue(
            "the last write is there",
            Duration.ofMillis(5),
            Duration.ofMinutes(3),
            () -> last.isAt(lab.standby()));
    double others = quiet.othersUsed();
    lab.expectEqual();
    return new Followed((end - written.stopped()) / 1e9, written.perSecond(), others);
  }
}
