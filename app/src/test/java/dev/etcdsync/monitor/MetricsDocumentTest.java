package dev.etcdsync.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.monitor.Metric.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/metrics.md is made of {@link Metric}: {@code -Dmetrics.write=true} writes it anew. */
class MetricsDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

  private static String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Metrics

        `GET /metrics` of every process, in Prometheus' text format. This file is generated from the code
        (`dev.etcdsync.monitor.Metric`), and a test keeps it up to date. How to scrape it:
        [operations.md](operations.md#http).

        ## Of every replica

        """);
    table(Owner.EVERY, text);
    text.append(
        """

        ## Of the leader

        These are there only while the process leads the link: when it leads no more they are gone, and when it leads again
        its counters begin anew. An alert on one of them is on the leader by itself.

        """);
    table(Owner.LEADER, text);
    text.append(
        """

        ## Of the JVM and the process

        Those of Micrometer, as every replica has them: `jvm_memory_used_bytes`, `jvm_memory_max_bytes`, `jvm_gc_pause_seconds`,
        `jvm_threads_live_threads`, `jvm_classes_loaded_classes`, `process_cpu_usage`, `process_files_open_files`,
        `process_files_max_files`, `process_uptime_seconds`, `process_start_time_seconds`, `system_cpus` and their like.
        """);
    return text.toString();
  }

  private static void table(Owner owner, StringBuilder text) {
    text.append("| Name | Type | Labels | Meaning |\n|---|---|---|---|\n");
    for (Metric metric : Metric.values()) {
      if (metric.owner() == owner) {
        text.append(
            "| `%s` | %s | %s | %s |%n"
                .formatted(
                    metric.exposed(), metric.kind().label(), code(metric.labels()), metric.help()));
      }
    }
  }

  private static String code(List<String> labels) {
    return labels.stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
  }

  @Test
  void theDocumentIsThatOfTheCode() throws IOException {
    if (Boolean.getBoolean("metrics.write")) {
      Files.writeString(DOCUMENT, text());
    }
    assertThat(Files.readString(DOCUMENT)).isEqualTo(text());
  }
}
