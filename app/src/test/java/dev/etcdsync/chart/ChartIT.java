package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for all that the chart renders, with each Helm and each of the chart's ci values. */
@Tag("chart")
class ChartIT {
  private static final String FILES = "/etc/etcd-sync/";

  static Stream<Arguments> everything() {
    return Arrays.stream(Helm.values())
        .flatMap(helm -> ProjectFiles.everyValues().stream().map(it -> Arguments.of(helm, it)));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void isWhatHelmCallsAGoodChart(Helm helm, Path values) {
    helm.lint(ProjectFiles.CHART, values).succeeded();
  }

  @ParameterizedTest
  @MethodSource("everything")
  void podsAreRestrictedButForTheHostPath(Helm helm, Path values) {
    Rendered rendered = helm.render(values);
    List<String> expected =
        values.equals(ProjectFiles.ciValues("hostpath"))
            ? List.of("hostPath volume", "may be root", "is root")
            : List.of();
    assertThat(rendered.linkPods()).hasSize(4);
    for (JsonNode pod : rendered.linkPods()) {
      assertThat(PodSecurity.violations(pod.path("spec")))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
    for (JsonNode pod : rendered.bootstrapPods()) {
      assertThat(PodSecurity.violations(pod.path("spec"))).isEmpty();
    }
  }

  /** Users list the replicas by it, and read the log of the first one. */
  @ParameterizedTest
  @MethodSource("everything")
  void onlyReplicasHaveTheLabelApp(Helm helm, Path values) {
    Rendered rendered = helm.render(values);
    String name = Rendered.name(rendered.the("Deployment"));
    JsonNode labels = rendered.replica().at("/metadata/labels");
    assertThat(labels.path("app").asText()).isEqualTo(name);
    assertThat(labels.path("service_name").asText()).isEqualTo(name);
    assertThat(Stream.concat(rendered.all("Pod"), rendered.jobPods().stream()))
        .isNotEmpty()
        .allSatisfy(pod ->
            assertThat(names(pod.at("/metadata/labels"))).doesNotContain("app", "service_name"));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void whatSelectsReplicasSelectsThemAndNothingElse(Helm helm, Path values) {
    Rendered rendered = helm.render(values);
    JsonNode replica = rendered.replica().at("/metadata/labels");
    List<JsonNode> selectors = new ArrayList<>();
    selectors.add(rendered.the("Deployment").at("/spec/selector/matchLabels"));
    selectors.add(rendered.the("Service").at("/spec/selector"));
    selectors.add(
        rendered.replica().at("/spec/topologySpreadConstraints/0/labelSelector/matchLabels"));
    rendered
        .all("PodDisruptionBudget")
        .forEach(it -> selectors.add(it.at("/spec/selector/matchLabels")));
    for (JsonNode selector : selectors) {
      assertThat(names(selector)).isNotEmpty();
      assertThat(selects(selector, replica)).isTrue();
      Stream.concat(rendered.all("Pod"), rendered.jobPods().stream())
          .forEach(pod ->
              assertThat(selects(selector, pod.at("/metadata/labels")))
                  .as(Rendered.name(pod))
                  .isFalse());
    }
  }

  @ParameterizedTest
  @MethodSource("everything")
  void objectsAreInTheNamespaceAndNamedOnce(Helm helm, Path values) {
    Rendered rendered = helm.render(values);
    assertThat(rendered.names()).hasSameSizeAs(rendered.objects());
    for (JsonNode object : rendered.objects()) {
      String namespace = object.at("/metadata/namespace").asText();
      boolean clusterWide = object.path("kind").asText().startsWith("Cluster");
      // Whose name says where it is from.
      boolean elsewhere =
          Rendered.name(object).equals(Helm.NAMESPACE + ":etcd-sync:bootstrap")
              && values.equals(ProjectFiles.ciValues("bootstrap"));
      assertThat(namespace)
          .as(Rendered.name(object))
          .isEqualTo(clusterWide ? "" : elsewhere ? "kube-system" : Helm.NAMESPACE);
      assertThat(object.at("/metadata/labels").path("app.kubernetes.io/instance").asText())
          .isEqualTo(Helm.RELEASE);
    }
  }

  /** Helm 4 applies on the server's side, where a name twice is an error. */
  @ParameterizedTest
  @MethodSource("everything")
  void namesInListsAreThereOnce(Helm helm, Path values) {
    for (JsonNode pod : helm.render(values).pods()) {
      List<JsonNode> lists = new ArrayList<>(List.of(pod.at("/spec/volumes")));
      for (JsonNode container : pod.at("/spec/containers")) {
        lists.add(container.path("env"));
        lists.add(container.path("ports"));
      }
      for (JsonNode list : lists) {
        Set<String> seen = new HashSet<>();
        list.forEach(item -> assertThat(seen.add(item.path("name").asText())).isTrue());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everything")
  void everyFileThatTheConfigurationNamesIsMounted(Helm helm, Path values) {
    Rendered rendered = helm.render(values);
    List<String> files = new ArrayList<>();
    collectFiles(Yaml.parse(rendered.configuration()), files);
    for (JsonNode pod : rendered.linkPods()) {
      Set<String> volumes = new TreeSet<>();
      pod.at("/spec/volumes").forEach(it -> volumes.add(it.path("name").asText()));
      Set<String> mounted = new TreeSet<>();
      Set<String> folders = new TreeSet<>();
      for (JsonNode mount : pod.at("/spec/containers/0/volumeMounts")) {
        mounted.add(mount.path("name").asText());
        folders.add(mount.path("mountPath").asText());
        assertThat(mount.has("subPath")).as("would not be renewed").isFalse();
      }
      assertThat(mounted).isEqualTo(volumes);
      assertThat(folders).contains(FILES + "config", "/tmp");
      assertThat(files)
          .allSatisfy(
              file -> assertThat(folders).contains(file.substring(0, file.lastIndexOf('/'))));
      assertThat(pod.at("/spec/containers/0/args").toString())
          .contains("\"--config\",\"" + FILES + "config/config.yaml\"");
    }
  }

  @ParameterizedTest
  @MethodSource("everything")
  void everyImageIsOneThatVioletExports(Helm helm, Path values) {
    for (JsonNode pod : helm.render(values).pods()) {
      for (JsonNode container : pod.at("/spec/containers")) {
        assertThat(container.path("image").asText()).contains("etcd-sync/etcd-sync:");
      }
      assertThat(pod.at("/spec").has("initContainers")).isFalse();
    }
  }

  @Test
  void bothHelmsMakeTheSame() {
    for (Path values : ProjectFiles.everyValues()) {
      assertThat(Helm.V4.render(values).objects())
          .containsExactlyInAnyOrderElementsOf(Helm.V3.render(values).objects());
    }
  }

  private static void collectFiles(JsonNode node, List<String> files) {
    if (node.isTextual() && node.asText().startsWith(FILES)) {
      files.add(node.asText());
    }
    node.forEach(child -> collectFiles(child, files));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static boolean selects(JsonNode selector, JsonNode labels) {
    return names(selector).stream().allMatch(name -> selector.path(name).equals(labels.path(name)));
  }
}
