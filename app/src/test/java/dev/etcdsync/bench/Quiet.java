package dev.etcdsync.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How much processor time others took while something was measured: figures from a disturbed
 * machine must be known as such.
 */
final class Quiet {
  private static final double ENOUGH = 0.10;

  private final long begun = System.nanoTime();
  private final long busy = Proc.busyTicks();
  private final Map<Long, Long> own = ownTicks();

  private Quiet() {}

  /** Begins to count. */
  static Quiet begin() {
    return new Quiet();
  }

  /**
   * Processor time of others since the beginning, in cores. Children that have ended in between
   * count as others: ask before.
   */
  double othersUsed() {
    long mine = 0;
    for (Map.Entry<Long, Long> now : ownTicks().entrySet()) {
      mine += now.getValue() - own.getOrDefault(now.getKey(), 0L);
    }
    double others = Math.max(0, Proc.busyTicks() - busy - mine) / 100.0;
    return others / Math.max(0.01, (System.nanoTime() - begun) / 1e9);
  }

  /** Waits until others use little, and no longer than {@code most}. */
  static void await(Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    do {
      Quiet window = begin();
      Sleep.of(Duration.ofSeconds(3));
      if (window.othersUsed() < ENOUGH) {
        return;
      }
    } while (System.nanoTime() < deadline);
  }

  private static Map<Long, Long> ownTicks() {
    Map<Long, Long> ticks = new HashMap<>();
    ticks.put(ProcessHandle.current().pid(), Proc.ticks(ProcessHandle.current().pid()));
    Spawned.live().forEach(pid -> ticks.put(pid, Proc.ticks(pid)));
    return ticks;
  }
}
