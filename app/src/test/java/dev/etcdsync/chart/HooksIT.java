package dev.etcdsync.chart;

import static dev.etcdsync.chart.ProjectFiles.ciValues;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.etcdsync.planes.RightsManual;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs before and after a release: the bootstrap, what takes it back, and the gate. */
@Tag("chart")
class HooksIT {
  private static final String LEFT_BY_A_KILLED_HELM = "pre-install,pre-upgrade,post-delete";

  @ParameterizedTest
  @EnumSource
  void theBootstrapRunsFirstWithAnAccountOfItsOwnAndIsTakenBack(Helm helm) {
    Rendered rendered = helm.render(ciValues("vip"));
    assertThat(rendered.names())
        .contains(
            "Job/etcd-sync-bootstrap",
            "Job/etcd-sync-cleanup",
            "Role/etcd-sync-bootstrap",
            "Role/etcd-sync-cleanup",
            "RoleBinding/etcd-sync-bootstrap",
            "RoleBinding/etcd-sync-cleanup",
            "ServiceAccount/etcd-sync-bootstrap",
            "ServiceAccount/etcd-sync-cleanup");
    for (JsonNode hook : hooks(rendered).toList()) {
      String events = hook.at("/metadata/annotations").path("helm.sh/hook").asText();
      assertThat(events)
          .as(Rendered.name(hook))
          .isEqualTo(
              switch (Rendered.name(hook)) {
                case "etcd-sync-cleanup" -> "post-delete";
                case "etcd-sync-gate" -> "pre-delete";
                default ->
                    hook.path("kind").asText().equals("Job")
                        ? "pre-install,pre-upgrade"
                        : LEFT_BY_A_KILLED_HELM;
              });
    }
    for (String name : List.of("etcd-sync-bootstrap", "etcd-sync-cleanup", "etcd-sync-gate")) {
      assertThat(weight(rendered, "ServiceAccount", name))
          .isLessThan(weight(rendered, "Role", name));
      assertThat(weight(rendered, "RoleBinding", name)).isLessThan(weight(rendered, "Job", name));
    }
    assertThat(rendered.bootstrapPods())
        .extracting(pod -> pod.at("/spec/serviceAccountName").asText())
        .containsExactly("etcd-sync-bootstrap", "etcd-sync-cleanup");
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
                .startsWith("pre-install,pre-upgrade"));
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
    assertThat(rendered.names()).contains("Role/etcd-sync-cleanup");
  }

  /** While it installs, nothing of anybody can be deleted by it. */
  @ParameterizedTest
  @EnumSource
  void whoMakesMayNotDeleteAndWhoDeletesMayNotMake(Helm helm) {
    Rendered rendered = helm.render(ciValues("vip"));
    assertThat(hook(rendered, "Role", "etcd-sync-bootstrap").path("rules").toString())
        .contains("create", "patch", "token")
        .doesNotContain("delete");
    assertThat(hook(rendered, "Role", "etcd-sync-cleanup").path("rules").toString())
        .contains("delete")
        .doesNotContain("create", "patch", "token");
    for (String name : List.of("etcd-sync-bootstrap", "etcd-sync-cleanup")) {
      JsonNode binding = hook(rendered, "RoleBinding", name);
      assertThat(binding.at("/roleRef/name").asText()).isEqualTo(name);
      assertThat(binding.path("subjects")).hasSize(1);
      assertThat(binding.at("/subjects/0/name").asText()).isEqualTo(name);
    }
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

  /** Otherwise its pod would be deleted before it has said that cert-manager is late. */
  @ParameterizedTest
  @EnumSource
  void theBootstrapMayTakeAsLongAsCertManagerMay(Helm helm) {
    Map<String, Integer> seconds =
        Map.of("60s", 270, "90000ms", 270, "90001 ms", 272, "100s", 290, "5m", 690, "2 h", 14490);
    seconds.forEach((timeout, expected) ->
        assertThat(deadline(helm, "bootstrap.timeout=\"" + timeout + "\""))
            .as(timeout)
            .isEqualTo(expected));
    assertThat(deadline(helm, "bootstrap.timeout=\"5m\"", "bootstrap.standby.enabled=false"))
        .as("one certificate")
        .isEqualTo(390);
  }

  private static int deadline(Helm helm, String... set) {
    return hook(helm.render(ciValues("vip"), set), "Job", "etcd-sync-bootstrap")
        .at("/spec/activeDeadlineSeconds")
        .asInt();
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
    assertThat(role.at("/metadata/annotations").path("helm.sh/hook").asText())
        .as("its namespace may be gone when the release goes")
        .isEqualTo("pre-install,pre-upgrade");
    JsonNode subject =
        hook(rendered, "RoleBinding", "cpaas-system:etcd-sync:bootstrap").at("/subjects/0");
    assertThat(subject.path("name").asText()).isEqualTo("etcd-sync-bootstrap");
    assertThat(subject.path("namespace").asText()).isEqualTo("cpaas-system");
    assertThat(helm.render(ciValues("vip")).names())
        .doesNotContain("Role/cpaas-system:etcd-sync:bootstrap");
  }

  @ParameterizedTest
  @EnumSource
  void theHooksHaveTheRightsOfTheManual(Helm helm) {
    Rendered rendered = helm.render(ciValues("vip"));
    List<JsonNode> manual = Yaml.documents(RightsManual.of("standby"));
    assertThat(manual)
        .extracting(Rendered::name)
        .containsExactly(
            "etcd-sync-bootstrap", "etcd-sync-bootstrap", "etcd-sync-cleanup", "etcd-sync-cleanup");
    for (JsonNode document : manual) {
      JsonNode hook = hook(rendered, document.path("kind").asText(), Rendered.name(document));
      for (String field : List.of("rules", "roleRef", "subjects")) {
        assertThat(hook.path(field)).as(document.toString()).isEqualTo(document.path(field));
      }
    }
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
