package dev.etcdsync.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux says of processes and of the machine. */
final class Proc {
  private Proc() {}

  /** A number of /proc/PID/status, or 0 where the process is gone. */
  static long status(long pid, String name) {
    return lines("/proc/" + pid + "/status").stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  /** User and system time of a process in ticks of 10 ms, or 0 where it is gone. */
  static long ticks(long pid) {
    List<String> lines = lines("/proc/" + pid + "/stat");
    if (lines.isEmpty()) {
      return 0;
    }
    // The name in parentheses may hold anything.
    String[] fields = lines.getFirst().replaceFirst(".*\\) ", "").split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  /** Ticks in which any processor of the machine was busy. */
  static long busyTicks() {
    String[] fields = lines("/proc/stat").getFirst().trim().split(" +", -1);
    long busy = 0;
    for (int i = 1; i < Math.min(fields.length, 9); i++) {
      boolean idle = i == 4 || i == 5;
      busy += idle ? 0 : Long.parseLong(fields[i]);
    }
    return busy;
  }

  /** The load average of the last minute. */
  static String load() {
    return lines("/proc/loadavg").getFirst().split(" ", -1)[0];
  }

  static long memoryMiB() {
    return lines("/proc/meminfo").stream()
        .filter(line -> line.startsWith("MemTotal:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  static String processor() {
    return lines("/proc/cpuinfo").stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst()
        .orElse("unknown processor");
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException e) {
      return List.of();
    }
  }
}
