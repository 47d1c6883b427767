package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A real apiserver takes all that the chart renders, without a word against it: the fields are ones
 * that it knows, and the pods keep to the "restricted" Pod Security Standard.
 */
@Tag("chart")
@Tag("planes")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DryRunIT {
  private static final List<String> OF_THE_PROMETHEUS_OPERATOR =
      List.of("ServiceMonitor", "PrometheusRule");

  private Path folder;
  private DryRun cluster;

  @BeforeAll
  void start(@TempDir Path given) {
    folder = given;
    cluster = DryRun.start(folder);
    for (String account :
        List.of(
            "etcd-sync",
            "etcd-sync-bootstrap",
            "etcd-sync-cleanup",
            "etcd-sync-gate",
            "edge-sync",
            "edge-sync-bootstrap",
            "edge-sync-cleanup",
            "edge-sync-gate",
            "edge-writer")) {
      cluster.create(List.of(account(account)));
    }
  }

  @AfterAll
  void end() {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** Of the release, as Helm would have made it: otherwise Helm would not go on. */
  private static JsonNode account(String name) {
    return Yaml.parse(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: %s
          namespace: %s
          labels: {app.kubernetes.io/managed-by: Helm}
          annotations: {meta.helm.sh/release-name: %s, meta.helm.sh/release-namespace: %s}
        """
            .formatted(name, Helm.NAMESPACE, Helm.RELEASE, Helm.NAMESPACE));
  }

  @Test
  void takesWhatTheFormComesToWhateverIsAnswered() {
    long begun = System.nanoTime();
    List<Answers> answers = Answers.everyCombination().toList();
    List<Rendered> all = answers.parallelStream().map(this::rendered).toList();
    Duration rendering = since(begun);
    List<JsonNode> objects = objects(all).distinct().toList();
    List<JsonNode> pods = pods(all);
    cluster.expectTaken(objects);
    cluster.expectTaken(pods);
    assertThat(objects.stream().filter(DryRunIT::isOfTheReplicas).count())
        .as("without the VIP where there are endpoints, by endpoints, standby, interval and switch")
        .isEqualTo((3 + 1) * 2 * 2 * 2);
    System.out.println(
        "DryRunIT: %d combinations, rendered in %d s; %d objects and %d pods, looked at in %d s"
            .formatted(
                answers.size(),
                rendering.toSeconds(),
                objects.size(),
                pods.size(),
                since(begun).minus(rendering).toSeconds()));
  }

  /** One for each different configuration; the gate's is the same again. */
  private static boolean isOfTheReplicas(JsonNode object) {
    return object.path("kind").asText().equals("ConfigMap")
        && Rendered.name(object).equals("etcd-sync");
  }

  private Rendered rendered(Answers answers) {
    PlatformTemplate platform = new PlatformTemplate(own());
    Path values = platform.file(platform.values(answers.data()));
    Rendered rendered = Helm.V4.renderAt(cluster.kubeconfig(), values);
    JsonNode config = Yaml.parse(rendered.configuration());
    assertThat(config.at("/primary/endpoints/0").asText()).isEqualTo(answers.primary());
    assertThat(config.at("/standby/endpoints/0").asText())
        .isEqualTo(
            answers.standby().equals("auto")
                ? "https://" + DryRun.NODE + ":2379"
                : Answers.STANDBY);
    return rendered;
  }

  private Path own() {
    try {
      return Files.createTempDirectory(folder, "answers");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static List<JsonNode> pods(List<Rendered> all) {
    return DryRun.pods(
        all.stream()
            .flatMap(it -> it.pods().stream())
            .map(pod -> pod.path("spec"))
            .distinct()
            .toList());
  }

  /** Those with a hostPath are not for such a namespace, and the chart says so. */
  @Test
  void takesWhatEveryOtherValueComesTo() {
    List<Rendered> all =
        ProjectFiles.everyValues().stream()
            .filter(values -> !values.equals(ProjectFiles.ciValues("hostpath")))
            .map(Helm.V4::render)
            .toList();
    cluster.expectTaken(
        objects(all).filter(it -> !isOfThePrometheusOperator(it)).distinct().toList());
    cluster.expectTaken(pods(all));
  }

  @Test
  @Tag("monitoring-crds")
  void takesWhatIsForThePrometheusOperator() {
    Path kinds = Path.of(System.getProperty("monitoring-crds.file", ""));
    assertThat(kinds)
        .as("Give -Dmonitoring-crds.file=… with a file, as scripts/test.sh does.")
        .isRegularFile();
    cluster.define(kinds);
    List<JsonNode> objects =
        objects(List.of(Helm.V4.render(ProjectFiles.ciValues("monitoring"))))
            .filter(DryRunIT::isOfThePrometheusOperator)
            .toList();
    assertThat(objects).hasSize(OF_THE_PROMETHEUS_OPERATOR.size());
    cluster.expectTaken(objects);
  }

  private static Stream<JsonNode> objects(List<Rendered> all) {
    return all.stream().flatMap(it -> it.objects().stream());
  }

  private static boolean isOfThePrometheusOperator(JsonNode object) {
    return OF_THE_PROMETHEUS_OPERATOR.contains(object.path("kind").asText());
  }

  @ParameterizedTest
  @EnumSource
  void theNotesSayWhoseCaIsReadWhereItIsOfAnotherNamespace(Helm helm) {
    Path values = ProjectFiles.ciValues("vip");
    assertThat(helm.notesAt(cluster.kubeconfig(), Helm.NAMESPACE, values))
        .contains("local-etcd-client")
        .doesNotContain("bootstrap.standby.caSecret");
    assertThat(helm.notesAt(cluster.kubeconfig(), "dr", values).replace('\n', ' '))
        .contains("is read from the Secret cpaas-system/etcd-ca (bootstrap.standby.caSecret)");
  }

  /** The namespace is one in which something is refused. */
  @Test
  void doesNotTakeAHostPath() {
    Rendered rendered = Helm.V4.render(ProjectFiles.ciValues("hostpath"));
    assertThat(cluster.warningOf(rendered.the("Deployment")))
        .contains("would violate PodSecurity \"restricted");
    JsonNode pod = DryRun.pods(List.of(rendered.replica().path("spec"))).getFirst();
    assertThat(cluster.refusalOf(pod)).contains("violates PodSecurity \"restricted");
  }

  @Test
  void doesNotTakeAFieldThatNobodyKnows() {
    JsonNode service = Helm.V4.render(ProjectFiles.ciValues("default")).the("Service").deepCopy();
    ((ObjectNode) service.path("spec")).put("surprise", true);
    assertThat(cluster.refusalOf(service)).contains("surprise");
  }
}
