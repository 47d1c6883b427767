package dev.etcdsync.chart;

import static dev.etcdsync.chart.ProjectFiles.ciValues;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users' scripts rely on, and what single values are for. */
@Tag("chart")
class ContractIT {
  private static final Pattern METRIC = Pattern.compile("etcdsync_[a-z_]+");

  @ParameterizedTest
  @EnumSource
  void namesDoNotDependOnTheRelease(Helm helm) {
    Rendered rendered = helm.render(ciValues("default"));
    assertThat(rendered.names())
        .containsExactlyInAnyOrder(
            "ClusterRole/cpaas-system:etcd-sync:encryption-probe",
            "ClusterRoleBinding/cpaas-system:etcd-sync:encryption-probe",
            "ConfigMap/etcd-sync",
            "ConfigMap/etcd-sync-gate",
            "Deployment/etcd-sync",
            "Job/etcd-sync-cleanup",
            "Job/etcd-sync-gate",
            "Pod/etcd-sync-test-check",
            "Pod/etcd-sync-test-status",
            "PodDisruptionBudget/etcd-sync",
            "Role/etcd-sync",
            "Role/etcd-sync-cleanup",
            "Role/etcd-sync-gate",
            "RoleBinding/etcd-sync",
            "RoleBinding/etcd-sync-cleanup",
            "RoleBinding/etcd-sync-gate",
            "Service/etcd-sync-monitor",
            "ServiceAccount/etcd-sync",
            "ServiceAccount/etcd-sync-cleanup",
            "ServiceAccount/etcd-sync-gate");
  }

  @ParameterizedTest
  @EnumSource
  void theMonitorIsPlainHttpOnPort80InBothFamilies(Helm helm) {
    Rendered rendered = helm.render(ciValues("default"));
    JsonNode spec = rendered.the("Service").path("spec");
    assertThat(spec.path("type").asText()).isEqualTo("ClusterIP");
    assertThat(spec.path("ipFamilyPolicy").asText()).isEqualTo("PreferDualStack");
    assertThat(spec.path("ports")).hasSize(1);
    JsonNode port = spec.at("/ports/0");
    assertThat(port.path("port").asInt()).isEqualTo(80);
    JsonNode container = rendered.replica().at("/spec/containers/0");
    JsonNode named = container.at("/ports/0");
    assertThat(named.path("name").asText()).isEqualTo(port.path("targetPort").asText());
    assertThat(named.path("containerPort").asInt()).isEqualTo(8080);
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(container.path(probe).at("/httpGet/port").asText())
          .isEqualTo(named.path("name").asText());
    }
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
  }

  @ParameterizedTest
  @EnumSource
  void theHolderOfTheLeaseIsThePodAndNoOtherLeaseMayBeTouched(Helm helm) {
    Rendered rendered = helm.render(ciValues("default"));
    JsonNode variable = rendered.replica().at("/spec/containers/0/env/0");
    assertThat(variable.path("name").asText()).isEqualTo("POD_NAME");
    assertThat(variable.at("/valueFrom/fieldRef/fieldPath").asText()).isEqualTo("metadata.name");
    assertThat(rendered.replica().at("/spec/automountServiceAccountToken").asBoolean()).isTrue();
    JsonNode rules = rendered.the("Role").path("rules");
    assertThat(rules)
        .containsExactly(
            Rendered.rule("coordination.k8s.io", "leases", "etcd-sync-mirror", "get", "update"),
            Rendered.rule("coordination.k8s.io", "leases", "", "create"),
            Rendered.rule("", "events", "", "create", "patch"));
    assertThat(rendered.the("RoleBinding").at("/subjects/0/name").asText())
        .isEqualTo(rendered.replica().at("/spec/serviceAccountName").asText());
  }

  @ParameterizedTest
  @EnumSource
  void secretsMayBeReadForTheProbeAloneAndThatCanBeGivenUp(Helm helm) {
    JsonNode rules = helm.render(ciValues("probe-resources")).the("ClusterRole").path("rules");
    assertThat(rules)
        .containsExactly(
            Rendered.rule("", "secrets", "", "get"),
            Rendered.rule("", "configmaps", "", "get"),
            Rendered.rule("example.com", "widgets", "", "get"));
    Rendered without = helm.render(ciValues("no-probe"));
    assertThat(without.has("ClusterRole")).isFalse();
    assertThat(without.has("ClusterRoleBinding")).isFalse();
    assertThat(Yaml.parse(without.configuration()).at("/encryption/probe").asText())
        .isEqualTo("off");
  }

  @ParameterizedTest
  @EnumSource
  void replicasAreSpreadOverControlPlaneNodes(Helm helm) {
    JsonNode deployment = helm.render(ciValues("default")).the("Deployment");
    assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(2);
    assertThat(deployment.at("/spec/strategy/type").asText()).isEqualTo("RollingUpdate");
    JsonNode pod = deployment.at("/spec/template/spec");
    assertThat(pod.at("/topologySpreadConstraints/0/topologyKey").asText())
        .isEqualTo("kubernetes.io/hostname");
    List<String> tolerated = new ArrayList<>();
    pod.path("tolerations").forEach(it -> tolerated.add(it.path("key").asText()));
    assertThat(tolerated)
        .containsExactlyInAnyOrder(
            "node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master");
  }

  @ParameterizedTest
  @EnumSource
  void theOnlyReplicaIsStoppedBeforeTheNextOneAndMayBeEvicted(Helm helm) {
    Rendered rendered = helm.render(ciValues("one-replica"));
    assertThat(rendered.the("Deployment").at("/spec/strategy/type").asText()).isEqualTo("Recreate");
    assertThat(rendered.has("PodDisruptionBudget")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void theLogSwitchAndTheIntervalRestartNothing(Helm helm) {
    String before = checksum(helm.render(ciValues("default")));
    assertThat(checksum(helm.render(ciValues("default"), "verbose=true"))).isEqualTo(before);
    assertThat(checksum(helm.render(ciValues("default"), "timing.checkInterval=\"1m\"")))
        .isEqualTo(before);
    assertThat(checksum(helm.render(ciValues("default"), "timing.watchdog=\"1m\"")))
        .isNotEqualTo(before);
  }

  private static String checksum(Rendered rendered) {
    String checksum =
        rendered.replica().at("/metadata/annotations").path("checksum/config").asText();
    assertThat(checksum).isNotEmpty();
    return checksum;
  }

  @ParameterizedTest
  @EnumSource
  void theVipIsAnEndpointWhereNoneIsGiven(Helm helm) {
    assertThat(endpoint(helm.render(ciValues("vip")))).isEqualTo("https://10.0.0.100:2379");
    assertThat(endpoint(helm.render(ciValues("ipv6")))).isEqualTo("https://[2001:db8::100]:2379");
    JsonNode tls = Yaml.parse(helm.render(ciValues("vip")).configuration()).at("/primary/tls");
    assertThat(tls.path("serverName").asText()).as("kubeadm's name").isEqualTo("localhost");
  }

  private static String endpoint(Rendered rendered) {
    return Yaml.parse(rendered.configuration()).at("/primary/endpoints/0").asText();
  }

  @ParameterizedTest
  @EnumSource
  void aSecondLinkSharesNothingWithTheFirst(Helm helm) {
    Rendered first = helm.render(ciValues("default"));
    Rendered second = helm.render(ciValues("second-link"));
    assertThat(second.names()).doesNotContainAnyElementsOf(first.names());
    assertThat(second.the("Role").at("/rules/0/resourceNames/0").asText())
        .isEqualTo("edge-sync-mirror");
    assertThat(Yaml.parse(second.configuration()).path("lease").asText())
        .isEqualTo("edge-sync-mirror");
  }

  @ParameterizedTest
  @EnumSource
  void thePlatformsRegistryAndLabelsAreTaken(Helm helm) {
    Rendered rendered = helm.render(ciValues("platform"));
    JsonNode pod = rendered.replica().path("spec");
    assertThat(pod.at("/containers/0/image").asText())
        .isEqualTo("registry.example:5000/mirror/etcd-sync/etcd-sync:v1.2.3");
    assertThat(pod.at("/imagePullSecrets").toString())
        .isEqualTo("[{\"name\":\"pull-by-name\"},{\"name\":\"pull-by-object\"}]");
    assertThat(rendered.the("Service").at("/metadata/labels/team").asText()).isEqualTo("platform");
    assertThat(rendered.replica().at("/metadata/labels/app").asText()).isEqualTo("etcd-sync");
  }

  @ParameterizedTest
  @EnumSource
  void theNetworkPolicyKnowsThePortsOfBothEtcds(Helm helm) {
    Rendered rendered = helm.render(ciValues("networkpolicy"));
    assertThat(portsReached(rendered)).containsExactly(53, 53, 443, 6443, 12379, 2379);
    assertThat(rendered.the("NetworkPolicy").at("/spec/ingress/0/ports/0/port").asInt())
        .isEqualTo(8080);
  }

  @ParameterizedTest
  @EnumSource
  void theNetworkPolicyLetsTheBootstrapAskThePrimarysApiserver(Helm helm) {
    Rendered rendered = helm.render(ciValues("bootstrap"), "networkPolicy.enabled=true");
    assertThat(portsReached(rendered)).contains(8443);
  }

  private static List<Integer> portsReached(Rendered rendered) {
    List<Integer> ports = new ArrayList<>();
    rendered
        .the("NetworkPolicy")
        .at("/spec/egress")
        .forEach(rule -> rule.path("ports").forEach(port -> ports.add(port.path("port").asInt())));
    return ports;
  }

  @ParameterizedTest
  @EnumSource
  void furtherJavaOptionsStandBehindTheImagesOwn(Helm helm) {
    Rendered rendered = helm.render(ciValues("java"));
    assertThat(rendered.replica().at("/spec/containers/0/command").toString())
        .isEqualTo(
            Yaml.json(
                List.of(
                    "java",
                    "@/app/java-flags",
                    "-Xmx1g",
                    "-XX:MaxDirectMemorySize=256m",
                    "@/app/etcd-sync")));
    assertThat(rendered.replica().at("/spec/securityContext").has("fsGroup")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void theAlertsAskForMetricsThatThereAre(Helm helm) throws IOException {
    String documented = Files.readString(ProjectFiles.ROOT.resolve("docs/metrics.md"));
    List<String> asked = new ArrayList<>();
    for (JsonNode alert :
        helm.render(ciValues("monitoring")).the("PrometheusRule").at("/spec/groups/0/rules")) {
      if (alert.path("alert").asText().equals("EtcdSyncReplicaMissing")) {
        // It asks for what Prometheus itself makes.
        continue;
      }
      Matcher name = METRIC.matcher(alert.path("expr").asText());
      assertThat(name.find()).as(alert.path("alert").asText()).isTrue();
      asked.add("`" + name.group() + "`");
    }
    assertThat(asked).isNotEmpty().allSatisfy(it -> assertThat(documented).contains(it));
  }

  @ParameterizedTest
  @EnumSource
  void theAlertsAskForThisReleaseAndWithTheseThresholds(Helm helm) {
    String rules =
        helm.render(ciValues("monitoring")).the("PrometheusRule").at("/spec/groups").toString();
    assertThat(rules)
        .contains("job=\\\"etcd-sync-monitor\\\"", "namespace=", "> 90\\n", "> 400\\n", "}) < 3\\n")
        .doesNotContain("> 60\\n", "> 300\\n", "}) < 2\\n");
  }

  @ParameterizedTest
  @EnumSource
  void theDashboardIsWhatGrafanaReads(Helm helm) {
    JsonNode map = helm.render(ciValues("monitoring")).dashboard();
    assertThat(map.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
    assertThat(Yaml.parse(map.at("/data/etcd-sync.json").asText()).path("panels").size())
        .isPositive();
  }
}
