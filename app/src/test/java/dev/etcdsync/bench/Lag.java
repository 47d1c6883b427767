package dev.etcdsync.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** How far the standby is behind a steady writer. */
final class Lag implements Benchmark {
  private static final int KEYS = 30_000;
  private static final int BYTES = 1024;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration MEASURED = Duration.ofSeconds(30);
  private static final double WANTED_MEDIAN = 5;
  private static final double WANTED_99 = 25;

  @Override
  public String name() {
    return "lag";
  }

  @Override
  public String what() {
    return "Following 500 single-key revisions/s of 1 KiB for 30 s among 30,000 keys: from the"
        + " primary's commit to the standby's, as watches see them; the primary's own watch in the"
        + " same run";
  }

  @Override
  public String criterion() {
    return "p50 at most 5 ms, p99 at most 25 ms";
  }

  /** All in milliseconds. */
  record Run(double median, double p99, double watchMedian, double watch99, double others) {
    static Run of(double[] lags, double[] watch, double others) {
      return new Run(
          Samples.median(lags),
          Samples.percentile(99, lags),
          Samples.median(watch),
          Samples.percentile(99, watch),
          others);
    }
  }

  @Override
  public Outcome run(Setup setup) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < setup.runs(); i++) {
      try (Lab lab = new Lab(setup)) {
        lab.primary().load(0, KEYS, 0, BYTES);
        Spawned process = lab.syncUntilFollowing().process();
        Settle.before(setup);
        runs.add(follow(lab));
        Progress.say(name(), runs.getLast());
        lab.expectEqual();
        process.terminate();
      }
    }
    double median = Samples.median(runs, Run::median);
    double p99 = Samples.median(runs, Run::p99);
    return new Outcome(
        String.format(
            Locale.ROOT,
            "p50 %.2f ms, p99 %.2f ms; the primary's watch p50 %.2f ms, p99 %.2f ms",
            median,
            p99,
            Samples.median(runs, Run::watchMedian),
            Samples.median(runs, Run::watch99)),
        median <= WANTED_MEDIAN && p99 <= WANTED_99,
        Samples.most(runs, Run::others));
  }

  /** Once, from a link that follows. */
  static Run follow(Lab lab) {
    int all = PacedWriter.count(WARM_UP.plus(MEASURED));
    try (Arrivals primary = new Arrivals(lab.primaryServer(), all);
        Arrivals standby = new Arrivals(lab.standbyServer(), all)) {
      PacedWriter writer = new PacedWriter(lab.primary(), WARM_UP.plus(MEASURED));
      int first = PacedWriter.count(WARM_UP);
      writer.writeUntil(first);
      Quiet quiet = Quiet.begin();
      writer.finish();
      double others = quiet.othersUsed();
      primary.awaitAll("the primary");
      standby.awaitAll("the standby");

      // etcd tells its watches before it answers the writer, and each takes its own way through
      // this process: whichever news came first is the closest to the commit. Taking the answer
      // alone would make the lag look smaller. It still begins one delivery after the commit, and
      // ends one delivery after the standby's.
      IntToLongFunction committed =
          number -> Math.min(writer.acknowledged(number), primary.at(number));
      return Run.of(
          since(committed, standby, first, all), since(committed, primary, first, all), others);
    }
  }

  private static double[] since(IntToLongFunction begin, Arrivals end, int from, int to) {
    return IntStream.range(from, to)
        .mapToDouble(number -> Math.max(0, end.at(number) - begin.applyAsLong(number)) / 1e6)
        .toArray();
  }
}
