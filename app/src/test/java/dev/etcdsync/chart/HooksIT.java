package dev.etcdsync.chart;

import static dev.etcdsync.chart.ProjectFiles.ciValues;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs before and after a release: the bootstrap, what takes it back, and the gate. */
@Tag("chart")
class HooksIT {
  @ParameterizedTest
  @EnumSource
  void theBootstrapRunsFirstWithAnAccountOfItsOwnAndIsTakenBack(Helm helm) {
    Rendered rendered = helm.render(ciValues("vip"));
    assertThat(rendered.names())
        .contains(
            "Job/etcd-sync-bootstrap",
            "Job/etcd-sync-cleanup",
            "Role/etcd-sync-bootstrap",
            "RoleBinding/etcd-sync-bootstrap",
            "ServiceAccount/etcd-sync-bootstrap");
    for (JsonNode hook : hooks(rendered).toList()) {
      String events = hook.at("/metadata/annotations").path("helm.sh/hook").asText();
      assertThat(events)
          .as(Rendered.name(hook))
          .isEqualTo(
              switch (hook.path("kind").asText() + "/" + Rendered.name(hook)) {
                case "Job/etcd-sync-bootstrap" -> "pre-install,pre-upgrade";
                case "Job/etcd-sync-cleanup" -> "post-delete";
                default ->
                    Rendered.name(hook).equals("etcd-sync-gate")
                        ? "pre-delete"
                        : "pre-install,pre-upgrade,post-delete";
              });
    }
    for (String name : List.of("etcd-sync-bootstrap", "etcd-sync-gate")) {
      assertThat(weight(rendered, "ServiceAccount", name))
          .isLessThan(weight(rendered, "Role", name));
      assertThat(weight(rendered, "RoleBinding", name)).isLessThan(weight(rendered, "Job", name));
    }
    for (JsonNode pod : rendered.bootstrapPods()) {
      assertThat(pod.at("/spec/serviceAccountName").asText()).isEqualTo("etcd-sync-bootstrap");
    }
    assertThat(arguments(rendered, "etcd-sync-bootstrap"))
        .isEqualTo(
            "bootstrap --apiserver https://10.0.0.100:6443"
                + " --token-secret etcd-sync-active-cluster-token"
                + " --ca-secret cpaas-system/etcd-ca --standby-ca-secret cpaas-system/etcd-ca"
                + " --names remote-etcd --standby-names local-etcd --owner etcd-sync"
                + " --timeout 90s");
    assertThat(arguments(rendered, "etcd-sync-cleanup"))
        .isEqualTo(
            "bootstrap --remove --names remote-etcd --standby-names local-etcd --owner etcd-sync");
    assertThat(hook(rendered, "Job", "etcd-sync-bootstrap").at("/spec/ttlSecondsAfterFinished"))
        .as("it would stay for ever")
        .isEqualTo(IntNode.valueOf(604800));
    assertThat(hook(rendered, "Job", "etcd-sync-cleanup").at("/spec/activeDeadlineSeconds"))
        .as("an uninstallation would wait for ever")
        .isEqualTo(IntNode.valueOf(120));
    assertThat(arguments(helm.render(ciValues("ipv6")), "etcd-sync-bootstrap"))
        .contains("https://[2001:db8::100]:6443");
  }

  @ParameterizedTest
  @EnumSource
  void theBootstrapIsWhereAndWhatTheValuesSay(Helm helm) {
    Rendered rendered = helm.render(ciValues("bootstrap"));
    assertThat(arguments(rendered, "etcd-sync-bootstrap"))
        .isEqualTo(
            "bootstrap --apiserver https://apiserver.example:8443 --token-secret primary-token"
                + " --ca-secret kube-system/the-etcd-ca --standby-ca-secret kube-system/own-etcd-ca"
                + " --names remote-etcd --standby-names local-etcd --owner etcd-sync"
                + " --timeout 60s");
    assertThat(rendered.names()).as("kept").doesNotContain("Job/etcd-sync-cleanup");
    assertThat(hooks(rendered).filter(it -> !Rendered.name(it).equals("etcd-sync-gate")))
        .isNotEmpty()
        .allSatisfy(hook ->
            assertThat(hook.at("/metadata/annotations").path("helm.sh/hook").asText())
                .isEqualTo("pre-install,pre-upgrade"));
    assertThat(hooks(helm.render(ciValues("bootstrap"), "bootstrap.enabled=false")))
        .extracting(Rendered::name)
        .containsOnly("etcd-sync-gate");
  }

  /** The key of the primary's CA would be left. */
  @ParameterizedTest
  @EnumSource
  void whatAnEarlierBootstrapHasMadeGoesAlsoWhereItWasSwitchedOff(Helm helm) {
    Rendered rendered = helm.render(ciValues("vip"), "bootstrap.enabled=false");
    assertThat(rendered.names()).doesNotContain("Job/etcd-sync-bootstrap");
    assertThat(arguments(rendered, "etcd-sync-cleanup"))
        .isEqualTo(
            "bootstrap --remove --names remote-etcd --standby-names local-etcd --owner etcd-sync");
    JsonNode role = hook(rendered, "Role", "etcd-sync-bootstrap");
    assertThat(role.at("/metadata/annotations").path("helm.sh/hook").asText())
        .isEqualTo("post-delete");
    assertThat(role.path("rules").toString())
        .contains("[\"remote-etcd-ca\",\"local-etcd-ca\"],\"verbs\":[\"get\",\"delete\"]")
        .doesNotContain("create", "patch", "token");
  }

  /** Two links of one cluster may share the certificate for its etcd. */
  @ParameterizedTest
  @EnumSource
  void whatAnotherReleaseHasMadeIsNotDeleted(Helm helm) {
    assertThat(arguments(helm.render(ciValues("second-link")), "edge-sync-cleanup"))
        .contains("--remove", "--owner edge-sync");
    assertThat(helm.render(ciValues("default"), "rbac.create=false").names())
        .as("whoever gives no rights gives none to delete")
        .noneMatch(it -> it.endsWith("/etcd-sync-cleanup") || it.endsWith("/etcd-sync-bootstrap"));
  }

  /** Helm stops waiting after five minutes, and the Job would go on. */
  @ParameterizedTest
  @EnumSource
  void theBootstrapEndsBeforeHelmStopsWaiting(Helm helm) {
    JsonNode job = hook(helm.render(ciValues("vip")), "Job", "etcd-sync-bootstrap");
    assertThat(job.at("/spec/activeDeadlineSeconds")).isEqualTo(IntNode.valueOf(270));
    assertThat(job.at("/spec/backoffLimit")).isEqualTo(IntNode.valueOf(1));
    JsonNode policy = job.at("/spec/podFailurePolicy/rules/0");
    assertThat(policy.path("action").asText()).isEqualTo("FailJob");
    assertThat(policy.at("/onExitCodes/containerName").asText())
        .isEqualTo(job.at("/spec/template/spec/containers/0/name").asText());
    assertThat(policy.at("/onExitCodes/values").toString())
        .as("bad input, refused, missing")
        .isEqualTo("[2,6,7]");
  }

  @ParameterizedTest
  @EnumSource
  void theBootstrapLeavesOutWhatIsMadeByHand(Helm helm) {
    for (String byHand :
        List.of(
            "primary.tls.secret=\"made-by-hand\"",
            "primary.tls.clientCertificate=false",
            "primary.endpoints=[\"http://10.0.0.1:2379\"]")) {
      Rendered rendered = helm.render(ciValues("vip"), byHand);
      assertThat(arguments(rendered, "etcd-sync-bootstrap"))
          .as(byHand)
          .isEqualTo(
              "bootstrap --standby-ca-secret cpaas-system/etcd-ca --standby-names local-etcd"
                  + " --owner etcd-sync --timeout 90s");
      assertThat(hook(rendered, "Role", "etcd-sync-bootstrap").toString())
          .as(byHand)
          .doesNotContain("remote-etcd", "token", "configmaps");
    }
    Rendered switchedOff = helm.render(ciValues("vip"), "bootstrap.standby.enabled=false");
    assertThat(arguments(switchedOff, "etcd-sync-bootstrap")).doesNotContain("standby");
    assertThat(arguments(switchedOff, "etcd-sync-cleanup")).contains("--standby-names local-etcd");
    for (String byHand :
        List.of(
            "standby.tls.secret=\"made-by-hand\"",
            "standby.tls.secret=\"remote-etcd-client\"",
            "standby.tls.clientCertificate=false",
            "standby.tls.hostPath.enabled=true",
            "standby.endpoints=[\"http://10.1.0.1:2379\"]")) {
      Rendered rendered = helm.render(ciValues("vip"), byHand);
      assertThat(arguments(rendered, "etcd-sync-bootstrap"))
          .as(byHand)
          .contains("--names remote-etcd")
          .doesNotContain("standby");
      assertThat(hook(rendered, "Role", "etcd-sync-bootstrap").toString())
          .as(byHand)
          .doesNotContain("local-etcd", "\"etcd-ca\"");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCaOfAnotherNamespaceIsReadableByNameAndAsLongAsTheBootstrapRuns(Helm helm) {
    Rendered rendered = helm.render(ciValues("bootstrap"));
    JsonNode role = hook(rendered, "Role", "cpaas-system:etcd-sync:bootstrap");
    assertThat(role.at("/metadata/namespace").asText()).isEqualTo("kube-system");
    assertThat(role.path("rules"))
        .containsExactly(Rendered.rule("", "secrets", "own-etcd-ca", "get"));
    JsonNode subject =
        hook(rendered, "RoleBinding", "cpaas-system:etcd-sync:bootstrap").at("/subjects/0");
    assertThat(subject.path("name").asText()).isEqualTo("etcd-sync-bootstrap");
    assertThat(subject.path("namespace").asText()).isEqualTo("cpaas-system");
    assertThat(helm.render(ciValues("vip")).names())
        .doesNotContain("Role/cpaas-system:etcd-sync:bootstrap");
  }

  @ParameterizedTest
  @EnumSource
  void theBootstrapHasTheRightsOfTheManual(Helm helm) throws IOException {
    String manual =
        Files.readAllLines(ProjectFiles.ROOT.resolve("docs/operations.md")).stream()
            .dropWhile(line -> !line.startsWith("**Rights at the standby"))
            .dropWhile(line -> !line.startsWith("    apiVersion: "))
            .takeWhile(line -> line.startsWith("    ") && !line.equals("    ---"))
            .map(line -> line.substring(4))
            .collect(Collectors.joining("\n"));
    assertThat(hook(helm.render(ciValues("vip")), "Role", "etcd-sync-bootstrap").path("rules"))
        .isEqualTo(Yaml.parse(manual).path("rules"));
  }

  @ParameterizedTest
  @EnumSource
  void theGateIsAskedBeforeAnythingIsTakenAwayAndOnce(Helm helm) {
    Rendered rendered = helm.render(ciValues("default"));
    JsonNode gate = hook(rendered, "Job", "etcd-sync-gate");
    assertThat(gate.at("/spec/backoffLimit").asInt(-1)).isZero();
    assertThat(arguments(rendered, "etcd-sync-gate"))
        .isEqualTo("gate --config /etc/etcd-sync/config/config.yaml");
    assertThat(hook(rendered, "ConfigMap", "etcd-sync-gate").path("data"))
        .isEqualTo(rendered.the("ConfigMap").path("data"));
    assertThat(helm.render(ciValues("default"), "gate.enabled=false").names())
        .noneMatch(it -> it.endsWith("/etcd-sync-gate"));
  }

  /** Of an installation that has failed at its bootstrap nothing but hooks is there. */
  @ParameterizedTest
  @EnumSource
  void theGateNeedsNothingThatIsNoHook(Helm helm) {
    Rendered rendered = helm.render(ciValues("vip"), "primary.credentialsSecret=\"user\"");
    JsonNode pod = hook(rendered, "Job", "etcd-sync-gate").at("/spec/template/spec");
    assertThat(pod.path("serviceAccountName").asText()).isEqualTo("etcd-sync-gate");
    hook(rendered, "ServiceAccount", "etcd-sync-gate");
    hook(rendered, "RoleBinding", "etcd-sync-gate");
    assertThat(hook(rendered, "Role", "etcd-sync-gate").path("rules"))
        .containsExactly(
            Rendered.rule("coordination.k8s.io", "leases", "etcd-sync-mirror", "get", "update"));
    List<String> secrets = new ArrayList<>();
    for (JsonNode volume : pod.path("volumes")) {
      if (volume.has("secret")) {
        secrets.add(volume.at("/secret/secretName").asText());
        assertThat(volume.at("/secret/optional").asBoolean()).as(volume.toString()).isTrue();
      }
      if (volume.has("configMap")) {
        assertThat(volume.at("/configMap/name").asText()).isEqualTo("etcd-sync-gate");
      }
    }
    assertThat(secrets).containsExactly("remote-etcd-client", "user", "local-etcd-client");
    assertThat(rendered.replica().toString()).as("they wait for theirs").doesNotContain("optional");
    assertThat(
            hook(helm.render(ciValues("vip"), "rbac.create=false"), "Job", "etcd-sync-gate")
                .at("/spec/template/spec/serviceAccountName")
                .asText())
        .as("whose rights somebody else gives")
        .isEqualTo("etcd-sync");
  }

  private static Stream<JsonNode> hooks(Rendered rendered) {
    return rendered.objects().stream()
        .filter(it -> {
          String events = it.at("/metadata/annotations").path("helm.sh/hook").asText();
          return !events.isEmpty() && !events.equals("test");
        });
  }

  private static JsonNode hook(Rendered rendered, String kind, String name) {
    return hooks(rendered)
        .filter(it -> it.path("kind").asText().equals(kind) && Rendered.name(it).equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static int weight(Rendered rendered, String kind, String name) {
    JsonNode hook = hook(rendered, kind, name);
    return Integer.parseInt(hook.at("/metadata/annotations").path("helm.sh/hook-weight").asText());
  }

  private static String arguments(Rendered rendered, String job) {
    List<String> arguments = new ArrayList<>();
    hook(rendered, "Job", job)
        .at("/spec/template/spec/containers/0/args")
        .forEach(it -> arguments.add(it.asText()));
    return String.join(" ", arguments);
  }
}
