package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running program exposes, as Prometheus' own tool judges it. */
@Tag("alerts")
class MetricsIT extends RealTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final int port = Ports.free();

  @TempDir Path folder;

  @Test
  void namesTypesAndHelpAreAsPrometheusWantsThem() throws IOException {
    RealCluster primary = open(RealCluster.named("primary").start());
    RealCluster standby = open(RealCluster.named("standby").start());
    primary.etcdctl().put("/registry/configmaps/a/b", "value");
    Program program = replicate(primary, standby, "--http", "127.0.0.1:" + port);
    program.await("Compared ", Rig.SOON);
    // The first answer makes the series that counts answers.
    Http.get(port, "/metrics");
    String metrics = Http.get(port, "/metrics").body();
    assertThat(metrics)
        .contains("etcdsync_build_info{", "etcdsync_epoch ", "etcdsync_http_requests_total{");
    Path answer = Files.writeString(folder.resolve("metrics.txt"), metrics);
    Path said = folder.resolve("promtool.log");
    String promtool = System.getProperty("promtool.bin", "");
    assertThat(promtool)
        .as("-Dpromtool.bin: require_promtool of scripts/lib/tools.sh")
        .isNotBlank();
    int exit =
        Child.logging(
                List.of(
                    "sh", "-c", "exec \"$0\" check metrics <\"$1\"", promtool, answer.toString()),
                said)
            .exit(PATIENCE)
            .orElse(-1);
    assertThat(exit).as(Files.readString(said)).isZero();
    assertThat(Files.readString(said)).as("nothing to mend").isBlank();
    program.terminate();
  }
}
