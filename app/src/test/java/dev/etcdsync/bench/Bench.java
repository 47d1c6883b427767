package dev.etcdsync.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs benchmarks and writes their table. scripts/bench.sh starts it. */
public final class Bench {
  private static final List<Benchmark> ALL =
      List.of(
          new FirstCopy(),
          new MillionKeys(),
          new SmallHeap(),
          new Memory(),
          Check.usual(),
          Check.deep(),
          Check.million(),
          new Restart(),
          new Resync(),
          new Lag(),
          new LagAsked(),
          new FastestWriter(),
          new Idle());

  private Bench() {}

  /**
   * Runs the named benchmarks, or all.
   *
   * @param args names
   */
  public static void main(String[] args) throws IOException {
    List<String> names = List.of(args);
    for (String name : names) {
      if (ALL.stream().noneMatch(benchmark -> benchmark.name().equals(name))) {
        System.err.println(
            "There is no benchmark \""
                + name
                + "\"; there are: "
                + String.join(", ", ALL.stream().map(Benchmark::name).toList()));
        System.exit(2);
      }
    }
    Path folder = Files.createTempDirectory("etcd-sync-bench-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> cleanUp(folder), "clean-up"));
    Setup setup = setup(folder);
    Table table = new Table(Path.of(System.getProperty("bench.docs")), setup, ALL);
    List<String> failed = new ArrayList<>();
    for (Benchmark benchmark : ALL) {
      if (names.isEmpty() || names.contains(benchmark.name())) {
        Progress.say(benchmark.name(), benchmark.what());
        Benchmark.Outcome outcome = benchmark.run(setup);
        table.put(benchmark, outcome);
        if (!outcome.passed()) {
          failed.add(benchmark.name());
        }
        Progress.say(
            benchmark.name(), (outcome.passed() ? "passed, " : "FAILED, ") + outcome.figure());
      }
    }
    System.exit(failed.isEmpty() ? 0 : 1);
  }

  private static Setup setup(Path folder) throws IOException {
    return new Setup(
        Path.of(System.getProperty("bench.etcd")),
        System.getProperty("bench.etcd-version"),
        lines("bench.java"),
        lines("bench.check-java"),
        lines("bench.plain-java"),
        lines("bench.program"),
        folder,
        Integer.getInteger("bench.runs", 3),
        Boolean.parseBoolean(System.getProperty("bench.quiet", "true")));
  }

  private static List<String> lines(String property) {
    return System.getProperty(property).lines().toList();
  }

  private static void cleanUp(Path folder) {
    Spawned.killAll();
    Folders.delete(folder);
  }
}
