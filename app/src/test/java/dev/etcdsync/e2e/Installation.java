package dev.etcdsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.kind.KindCluster;
import dev.etcdsync.real.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** etcd-sync as it is installed on one cluster, looked at as its users look. */
final class Installation {
  private static final String NAMESPACE = "cpaas-system";
  private static final String UNINSTALL = "helm uninstall etcd-sync --namespace cpaas-system";

  private final KindCluster cluster;
  private final Optional<Node> node;
  private final Terminal terminal;

  Installation(KindCluster cluster, Optional<Node> node, Terminal terminal) {
    this.cluster = cluster;
    this.node = node;
    this.terminal = terminal;
  }

  /** As somebody installs it with the values beside the chart. */
  void install() {
    terminal
        .type("helm install etcd-sync ./chart --namespace cpaas-system --values values.yaml --wait")
        .succeeded();
  }

  /** As somebody installs it who has not made the first thing that the bootstrap asks for. */
  Ran tryWithoutAuthority() {
    return terminal.run(
        "helm install etcd-sync ./chart --namespace cpaas-system --values values.yaml"
            + " --set bootstrap.standby.caSecret=cpaas-system/no-such-ca --wait");
  }

  /** What the Job said that makes the certificates. */
  String bootstrapLog() {
    return terminal.type("kubectl -n cpaas-system logs job/etcd-sync-bootstrap").succeeded();
  }

  void upgrade() {
    terminal
        .type("helm upgrade etcd-sync ./chart --namespace cpaas-system --values values.yaml --wait")
        .succeeded();
  }

  /** With the certificate of the nodes for the standby's etcd, which no restricted pod may have. */
  void upgradeWithHostPath() {
    terminal
        .run(
            "helm upgrade etcd-sync ./chart --namespace cpaas-system --values values.yaml"
                + " --set standby.tls.hostPath.enabled=true --wait")
        .succeeded();
  }

  /** What its pods mount of their node, as paths. */
  String hostPaths() {
    return terminal
        .run(
            "kubectl -n cpaas-system get deployment etcd-sync"
                + " -o jsonpath='{.spec.template.spec.volumes[*].hostPath.path}'")
        .succeeded();
  }

  /** Has the namespace admit pods of this Pod Security Standard. */
  void enforce(String standard) {
    terminal
        .run(
            "kubectl label --overwrite namespace cpaas-system pod-security.kubernetes.io/enforce="
                + standard)
        .succeeded();
  }

  /** Has its replicas run as this user and group. */
  void runAs(int user) {
    terminal
        .run(
            ("kubectl -n cpaas-system patch deployment etcd-sync --patch"
                    + " '{\"spec\":{\"template\":{\"spec\":{\"securityContext\":"
                    + "{\"runAsUser\":%d,\"runAsGroup\":%d}}}}}'")
                .formatted(user, user))
        .succeeded();
    awaitRollout();
  }

  /** Waits until its replicas are those that were asked for last, and are ready. */
  void awaitRollout() {
    terminal
        .run("kubectl -n cpaas-system rollout status deployment/etcd-sync --timeout=180s")
        .succeeded();
  }

  void uninstall() {
    terminal.type(UNINSTALL).succeeded();
  }

  /** Leaves the word that lets it be uninstalled once, whatever stands against it. */
  void allowUninstall() {
    terminal
        .type(
            "kubectl -n cpaas-system annotate --overwrite lease etcd-sync-mirror etcdsync.dev/uninstall=anyway")
        .succeeded();
  }

  /** Tries to uninstall it; fails unless that is refused, by Helm and in the log, for this. */
  void expectNotUninstalled(String... because) {
    assertThat(terminal.type(UNINSTALL).failed())
        .as("what Helm says")
        .contains("do not uninstall now")
        .contains(because);
    assertThat(terminal.type("kubectl -n cpaas-system logs job/etcd-sync-gate").succeeded())
        .contains(because);
    // Until then Helm takes it for half uninstalled.
    terminal
        .type(
            "helm rollback etcd-sync $(helm history etcd-sync --namespace cpaas-system --max 1"
                + " | tail -n 1 | cut -f 1) --namespace cpaas-system")
        .succeeded();
  }

  /** The names of its replicas, as the label finds them; none that is going. */
  List<String> pods() {
    return names(pod -> true);
  }

  /** Those of them that are ready. */
  List<String> ready() {
    return names(pod -> pod.at("/status/containerStatuses/0/ready").asBoolean());
  }

  private List<String> names(Predicate<JsonNode> wanted) {
    return cluster.get("pods", "--namespace=" + NAMESPACE, "--selector=app=etcd-sync").stream()
        .filter(pod -> pod.at("/metadata/deletionTimestamp").isMissingNode())
        .filter(wanted)
        .map(pod -> pod.at("/metadata/name").asText())
        .toList();
  }

  /** Who leads, as the Lease says; empty if nobody does. */
  String leader() {
    return terminal
        .type(
            "kubectl -n cpaas-system get lease etcd-sync-mirror"
                + " -o jsonpath='{.spec.holderIdentity}{\"\\n\"}'")
        .succeeded()
        .strip();
  }

  /** The log of the replica that stands first in the list that people get. */
  String firstLog() {
    List<String> listed =
        terminal
            .type("kubectl get po -n cpaas-system -l app=etcd-sync")
            .succeeded()
            .lines()
            .toList();
    assertThat(listed).as("a head, and two replicas").hasSize(3);
    return log(listed.get(1).split(" ", -1)[0]);
  }

  String log(String pod) {
    return terminal.run("kubectl -n cpaas-system logs " + pod).out();
  }

  /** What is published, if it can be told. */
  Optional<JsonNode> status() {
    Ran ran = terminal.run("etcd_sync status --output json");
    return ran.exit() == 0 ? Json.tryParse(ran.out()) : Optional.empty();
  }

  /**
   * What /check of the Service says, as somebody on a node asks it; where there is no node to ask
   * on, from here.
   */
  String check() {
    String address =
        terminal
            .type(
                "kubectl -n cpaas-system get svc etcd-sync-monitor"
                    + " -o jsonpath='{.spec.clusterIP}{\"\\n\"}'")
            .succeeded()
            .strip();
    return node.map(it -> it.http(address, "/check")).orElseGet(this::checkFromHere);
  }

  private String checkFromHere() {
    return terminal
        .run(
            """
            kubectl -n cpaas-system port-forward svc/etcd-sync-monitor :80 >forwarded &
            forward=$!
            trap 'kill "$forward"' EXIT
            port=''
            while kill -0 "$forward" && [ -z "$port" ]; do
                port=$(sed -n '1s/.*:\\([0-9]*\\) ->.*/\\1/p' forwarded)
            done
            curl -si "http://127.0.0.1:$port/check"
            """)
        .succeeded();
  }

  /** Everything that a person would look at first. */
  String evidence() {
    StringBuilder text = new StringBuilder();
    for (String line :
        List.of(
            "kubectl -n cpaas-system get lease,job,pod -o wide",
            "etcd_sync status",
            "kubectl -n cpaas-system logs -l app=etcd-sync --prefix --tail=25",
            "kubectl -n cpaas-system describe pods | tail -n 40")) {
      text.append(terminal.run(line)).append('\n');
    }
    return text.toString();
  }
}
