package dev.etcdsync.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The table in docs/benchmarks.md, between two markers. Rows that were not measured now stay, as
 * long as they come from the same machine and etcd.
 */
final class Table {
  private static final String BEGIN = "<!-- table: written by scripts/bench.sh -->";
  private static final String END = "<!-- end of the table -->";

  private final Path file;
  private final String machine;
  private final List<Benchmark> order;

  Table(Path file, Setup setup, List<Benchmark> order) {
    this.file = file;
    this.order = order;
    this.machine =
        String.format(
            Locale.ROOT,
            "%d cores (%s), %.0f GiB of memory; both etcds %s and all load on it; Java %s.",
            Runtime.getRuntime().availableProcessors(),
            Proc.processor(),
            Proc.memoryMiB() / 1024.0,
            setup.etcdVersion(),
            Runtime.version());
  }

  void put(Benchmark benchmark, Benchmark.Outcome outcome) throws IOException {
    String text = Files.readString(file);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(
          file + " has no table: \"" + BEGIN + "\" to \"" + END + "\" is missing");
    }
    Map<String, String> rows = rows(text.substring(begin, end));
    rows.put(benchmark.name(), row(benchmark, outcome));
    Files.writeString(
        file, text.substring(0, begin) + BEGIN + "\n" + table(rows) + text.substring(end));
  }

  private Map<String, String> rows(String old) {
    Map<String, String> rows = new LinkedHashMap<>();
    if (old.contains(machine)) {
      old.lines()
          .filter(line -> line.startsWith("| `"))
          .forEach(line -> rows.put(line.substring(3, line.indexOf('`', 3)), line));
    }
    return rows;
  }

  private String row(Benchmark benchmark, Benchmark.Outcome outcome) {
    return "| `%s` | %s | %s | %s | %s | %s, %.2f |"
        .formatted(
            benchmark.name(),
            benchmark.what(),
            benchmark.criterion(),
            outcome.figure(),
            outcome.passed() ? "yes" : "**no**",
            LocalDate.now(ZoneOffset.UTC),
            outcome.othersUsed());
  }

  private String table(Map<String, String> rows) {
    List<String> lines = new ArrayList<>();
    lines.add(machine);
    lines.add("");
    lines.add("| Name | What | Wanted | Measured | Met | When, and cores used by others |");
    lines.add("|---|---|---|---|---|---|");
    for (Benchmark benchmark : order) {
      if (rows.containsKey(benchmark.name())) {
        lines.add(rows.get(benchmark.name()));
      }
    }
    return String.join("\n", lines) + "\n";
  }
}
