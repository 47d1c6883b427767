package dev.etcdsync.e2e;

import dev.etcdsync.kind.GivenClusters;
import dev.etcdsync.kind.KindCluster;
import dev.etcdsync.real.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * One of the two clusters: its node, a terminal, and etcd-sync if it is installed there.
 *
 * @param container its node; empty where the cluster is given from outside
 */
record Side(
    KindCluster cluster, Optional<Node> container, Terminal terminal, Installation installation) {
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final Duration LOOKS = Duration.ofSeconds(1);

  /**
   * A cluster at which somebody sits.
   *
   * @param helm the file of the Helm that is used there
   * @param other the one that would be its primary
   */
  static Side of(KindCluster cluster, Path helm, KindCluster other) {
    Optional<Node> node =
        GivenClusters.areThere()
            ? Optional.empty()
            : Optional.of(
                new Node(cluster, Inputs.repository().resolve("scripts").resolve("kind")));
    Terminal terminal =
        new Terminal(
            cluster,
            helm,
            Inputs.repository().resolve("chart"),
            Map.of(
                "PKI",
                Inputs.pki(cluster, node),
                "REMOTE",
                Inputs.certificates(other),
                "LOCAL",
                Inputs.certificates(cluster)));
    return new Side(cluster, node, terminal, new Installation(cluster, node, terminal));
  }

  /** For a step that {@link NeedsNode}. */
  Node node() {
    return container.orElseThrow();
  }

  /** Where its etcd and its apiserver are for pods of either cluster. */
  String address() {
    return container.map(Node::address).orElseGet(() -> GivenClusters.address(cluster.name()));
  }

  /** As is to be done when its role has changed. */
  void restartApiserver() {
    container.ifPresentOrElse(
        it -> it.killProgram("kube-apiserver"),
        () ->
            System.out.printf(
                "DrillIT: left out: the kube-apiservers of the %s are not restarted, since that is"
                    + " done on its nodes%n",
                cluster.name()));
    awaitServes();
  }

  /** Waits for something that is looked at with kubectl. */
  void await(String what, Callable<Boolean> condition) {
    Await.until(cluster.name() + ": " + what, SOON, LOOKS, condition, installation::evidence);
  }

  void awaitServes() {
    await("the apiserver serves", () -> terminal.run("kubectl get --raw /readyz").exit() == 0);
  }

  /** Waits until a comparison was clean, and nothing is known against the standby since. */
  void awaitPromotable(String when) {
    await(
        "the standby is promotable " + when,
        () ->
            installation
                .status()
                .map(status -> status.path("promotable").asBoolean())
                .orElse(false));
  }

  void awaitNotSynced() {
    await(
        "the standby says that it is not synced",
        () ->
            installation.status().map(status -> !status.path("synced").asBoolean()).orElse(false));
  }

  /** Waits until one of the replicas has said this. */
  void awaitLog(String words) {
    await(
        "the log of a replica has " + words,
        () -> installation.pods().stream().anyMatch(pod -> installation.log(pod).contains(words)));
  }

  /** What an uninstallation has left, the pods of Jobs without the end of their names. */
  Set<String> left() {
    String names =
        terminal
                .run(
                    "kubectl -n cpaas-system get -o name deployment,replicaset,job,pod,service,"
                        + "configmap,secret,lease,role,rolebinding,serviceaccount,pdb")
                .succeeded()
            + terminal.run("kubectl get -o name clusterrole,clusterrolebinding | grep etcd-").out();
    return names
        .lines()
        .map(name -> name.startsWith("pod/etcd-sync-bootstrap-") ? "pod/etcd-sync-bootstrap" : name)
        .collect(Collectors.toSet());
  }
}
