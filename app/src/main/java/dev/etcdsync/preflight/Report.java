package dev.etcdsync.preflight;

import java.util.List;

/** All that was looked at. */
public record Report(List<Line> lines) {
  public Report {
    lines = List.copyOf(lines);
  }

  /** Whether something would stop replication, or make it do harm. */
  public boolean isFailed() {
    return lines.stream().anyMatch(line -> line.outcome() == Outcome.FAIL);
  }
}
