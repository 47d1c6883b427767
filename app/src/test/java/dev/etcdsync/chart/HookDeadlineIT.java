package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.planes.ControlPlane;
import dev.etcdsync.real.Await;
import dev.etcdsync.real.Child;
import dev.etcdsync.real.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What Helm says of a hook whose pod never starts, on a cluster without nodes, is what
 * docs/install.md has people look for; what it leaves if it is killed meanwhile, is what
 * docs/operations.md has them find.
 */
@Tag("chart")
@Tag("planes")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HookDeadlineIT {
  private static final int SECONDS = 4;

  private final String guide = Yaml.text(ProjectFiles.ROOT.resolve("docs/install.md"));

  private ControlPlane plane;
  private Path chart;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    chart = folder.resolve("chart");
    Ran.of(List.of("cp", "-R", ProjectFiles.CHART.toString(), chart.toString())).succeeded();
    for (String job : List.of("bootstrap-job.yaml", "gate-job.yaml")) {
      hurry(chart.resolve("templates/hooks").resolve(job));
    }
    plane = ControlPlane.start("hook-deadline");
    // Where the CA of the standby's etcd is looked for.
    plane.kubectl().run("create", "namespace", Helm.NAMESPACE);
  }

  @AfterAll
  void end() {
    if (plane != null) {
      plane.close();
    }
  }

  /** Gives a Job some seconds in place of minutes. */
  private static void hurry(Path job) throws IOException {
    String text = Files.readString(job).replaceAll("(?m)^  activeDeadlineSeconds: .*\\n", "");
    String hurried =
        text.replaceFirst("(?m)^spec:\\n", "spec:\n  activeDeadlineSeconds: " + SECONDS + "\n");
    assertThat(hurried).isNotEqualTo(text);
    Files.writeString(job, hurried);
  }

  @ParameterizedTest
  @EnumSource
  void anInstallationWhoseBootstrapDoesNotEndIsToldAsInTheGuide(Helm helm) {
    String said = install(helm, "with-bootstrap", "vip", "60s").failed();
    expectInTheGuide(helm, said, "etcd-sync-bootstrap");
    expectReason(helm, "with-bootstrap", "etcd-sync-bootstrap");
  }

  @ParameterizedTest
  @EnumSource
  void anInstallationThatHelmWaitsForNoLongerIsToldAsInTheGuide(Helm helm) {
    String said = install(helm, "impatient", "vip", "1s").failed();
    assertThat(List.of("timed out waiting for the condition", "context deadline exceeded"))
        .allMatch(guide::contains)
        .anyMatch(said::contains);
  }

  @ParameterizedTest
  @EnumSource
  void anUninstallationWhoseGateDoesNotEndIsToldAsInTheGuide(Helm helm) {
    install(helm, "with-gate", "default", "60s").succeeded();
    String said = run(helm, "with-gate", "uninstall", "with-gate", "--timeout=60s").failed();
    expectInTheGuide(helm, said, "etcd-sync-gate");
    expectReason(helm, "with-gate", "etcd-sync-gate");
    assertThat(
            plane
                .kubectl()
                .run("get", "deployment/etcd-sync", "--output=name", namespace(helm, "with-gate")))
        .as("nothing was taken away")
        .contains("etcd-sync");
  }

  /** The right on a Secret of another namespace outlives the release, but not its account. */
  @ParameterizedTest
  @EnumSource
  void whatAHelmThatWasKilledLeavesIsFoundAsInTheManual(Helm helm) {
    String foreign =
        "role.rbac.authorization.k8s.io/%s:etcd-sync:bootstrap"
            .formatted(namespace(helm, "killed").replace("--namespace=", ""));
    List<String> install =
        List.of(
            "install",
            "killed",
            // Its Job does not end before Helm is killed.
            ProjectFiles.CHART.toString(),
            "--create-namespace",
            "--values=" + ProjectFiles.ciValues("bootstrap"),
            "--set=gate.enabled=false");
    Child killed =
        Child.logging(command(helm, "killed", install), chart.resolveSibling("killed.log"));
    try {
      Await.until(
          "the bootstrap runs",
          Duration.ofSeconds(60),
          () ->
              plane
                  .kubectl()
                  .run("get", "jobs", "--output=name", namespace(helm, "killed"))
                  .contains("etcd-sync-bootstrap"),
          () -> Folders.tail(chart.resolveSibling("killed.log"), 20));
    } finally {
      killed.kill();
    }
    assertThat(leftovers("get", "--output=name"))
        .contains(foreign, "serviceaccount/etcd-sync-bootstrap");

    run(helm, "killed", "uninstall", "killed").succeeded();
    assertThat(leftovers("get", "--output=name"))
        .contains(foreign)
        .doesNotContain("serviceaccount/etcd-sync-bootstrap");
    leftovers("delete");
    assertThat(leftovers("get", "--output=name")).isEmpty();
  }

  /** What the manual's command comes to for the release `killed`. */
  private String leftovers(String verb, String... more) {
    String line =
        Yaml.text(ProjectFiles.ROOT.resolve("docs/operations.md"))
            .lines()
            .map(String::strip)
            .filter(it -> it.startsWith("kubectl get role,rolebinding,serviceaccount "))
            .findFirst()
            .orElseThrow();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                line.replace("kubectl get", verb)
                    .replace("instance=etcd-sync,", "instance=killed,")
                    .split(" ", -1)));
    arguments.addAll(List.of(more));
    return plane.kubectl().run(arguments.toArray(String[]::new));
  }

  private void expectInTheGuide(Helm helm, String said, String job) {
    String words =
        switch (helm) {
          case V3 -> "job " + job + " failed: DeadlineExceeded";
          case V4 -> job + " not ready. status: Failed";
        };
    assertThat(said).contains(words);
    assertThat(guide).contains(words);
  }

  /** As the guide has people ask for it. */
  private void expectReason(Helm helm, String release, String job) {
    assertThat(guide).contains("get job etcd-sync-bootstrap -o jsonpath='{.status.conditions");
    assertThat(
            plane
                .kubectl()
                .run(
                    "get",
                    "job",
                    job,
                    "-o",
                    "jsonpath={.status.conditions[*].reason}",
                    namespace(helm, release)))
        .contains("DeadlineExceeded");
  }

  private Ran install(Helm helm, String release, String values, String timeout) {
    return run(
        helm,
        release,
        "install",
        release,
        chart.toString(),
        "--create-namespace",
        "--values=" + ProjectFiles.ciValues(values),
        "--timeout=" + timeout);
  }

  private Ran run(Helm helm, String release, String... arguments) {
    return Ran.of(command(helm, release, List.of(arguments)));
  }

  private List<String> command(Helm helm, String release, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(helm.program()));
    command.addAll(arguments);
    command.add("--kubeconfig=" + plane.kubeconfig());
    command.add(namespace(helm, release));
    return command;
  }

  private static String namespace(Helm helm, String release) {
    return "--namespace=" + release + "-" + helm.name().toLowerCase(Locale.ROOT);
  }
}
