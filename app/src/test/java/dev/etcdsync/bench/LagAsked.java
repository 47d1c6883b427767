package dev.etcdsync.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the lag becomes while many ask over HTTP, of the same process and in the same run. */
final class LagAsked implements Benchmark {
  private static final int KEYS = 30_000;
  private static final int BYTES = 1024;
  private static final Pattern PORT = Pattern.compile("Answering HTTP on=127\\.0\\.0\\.1:(\\d+)");
  private static final double WANTED_TIMES = 2;
  private static final double WANTED_SHARE = 0.95;

  /** Until the first check is made and the clients have connected. */
  private static final Duration BEGINNING = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "lag-asked";
  }

  @Override
  public String what() {
    return "The lag as above, and again while %,d requests/s ask for `/check` and %d clients never finish to ask; the same process"
        .formatted(Askers.PER_SECOND, Askers.SLOW);
  }

  @Override
  public String criterion() {
    return "p99 at most twice that without; every request answered with 200, 95 % of the pace kept";
  }

  private record Run(double alone99, double asked99, double perSecond, double others) {
    double times() {
      return asked99 / alone99;
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
        Lag.Run alone = Lag.follow(lab);
        Settle.before(setup);
        runs.add(asked(lab, alone, port(process)));
        Progress.say(name(), runs.getLast());
        lab.expectEqual();
        process.terminate();
      }
    }
    double times = Samples.median(runs, Run::times);
    double perSecond = Samples.median(runs, Run::perSecond);
    return new Outcome(
        String.format(
            Locale.ROOT,
            "%.2f times: p99 %.2f ms, without %.2f ms; %,.0f answers/s",
            times,
            Samples.median(runs, Run::asked99),
            Samples.median(runs, Run::alone99),
            perSecond),
        times <= WANTED_TIMES && perSecond >= WANTED_SHARE * Askers.PER_SECOND,
        Samples.most(runs, Run::others));
  }

  private static Run asked(Lab lab, Lag.Run alone, int port) {
    try (Askers askers = new Askers(port)) {
      Sleep.of(BEGINNING);
      Lag.Run asked = Lag.follow(lab);
      return new Run(
          alone.p99(), asked.p99(), askers.perSecond(), Math.max(alone.others(), asked.others()));
    }
  }

  private static int port(Spawned process) {
    Matcher port = PORT.matcher(process.log());
    if (!port.find()) {
      throw new IllegalStateException("the program does not say where it answers HTTP");
    }
    return Integer.parseInt(port.group(1));
  }
}
