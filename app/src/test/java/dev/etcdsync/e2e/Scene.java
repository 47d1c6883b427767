package dev.etcdsync.e2e;

import dev.etcdsync.kind.GivenClusters;
import dev.etcdsync.kind.KindPair;
import dev.etcdsync.planes.CertManager;
import dev.etcdsync.planes.RightsManual;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Both clusters, with what an installation finds there.
 *
 * @param certManager the one that was brought along; empty where the clusters are given
 */
record Scene(Side primary, Side standby, Shop shop, Optional<CertManager> certManager) {
  /** What an installation that made nothing but hooks leaves in the standby's namespace. */
  static final Set<String> STAYS_OF_A_FAILURE =
      Set.of(
          "configmap/kube-root-ca.crt",
          "job.batch/etcd-sync-bootstrap",
          "pod/etcd-sync-bootstrap",
          "secret/etcd-ca",
          "secret/etcd-sync-active-cluster-token",
          "serviceaccount/default");

  /** What an uninstallation leaves there. */
  static final Set<String> STAYS =
      union(
          STAYS_OF_A_FAILURE,
          Set.of(
              "lease.coordination.k8s.io/etcd-sync-mirror",
              "pod/etcd-sync-test-check",
              "pod/etcd-sync-test-status"));

  private static final String CREATE_NAMESPACE = "kubectl create namespace cpaas-system";
  private static final String RESTRICT =
      "kubectl label namespace cpaas-system pod-security.kubernetes.io/enforce=restricted";
  private static final String KEEP_CA =
      "kubectl -n cpaas-system create secret tls etcd-ca"
          + " --cert=$PKI/etcd/ca.crt --key=$PKI/etcd/ca.key";

  private static Set<String> union(Set<String> some, Set<String> more) {
    return Stream.concat(some.stream(), more.stream()).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Brings the image to both, and makes what somebody makes before the first installation, in a
   * namespace that admits "restricted" pods alone.
   */
  static Scene set(KindPair pair) {
    Side primary = Side.of(pair.primary(), Inputs.file("helm3.bin"), pair.standby());
    Side standby = Side.of(pair.standby(), Inputs.file("helm4.bin"), pair.primary());
    Shop shop = new Shop(primary, standby);
    Optional<CertManager> certManager = Optional.empty();
    if (GivenClusters.areThere()) {
      List.of(primary, standby).forEach(Scene::expectNothing);
    } else {
      clear(primary, standby);
      certManager =
          Optional.of(
              new CertManager(
                  pair.standby().kubectl(), pair.standby().kubeconfig(), pair.standby().folder()));
      CompletableFuture<Void> there =
          CompletableFuture.runAsync(() -> primary.node().load(Inputs.file("e2e.image")));
      standby.node().load(Inputs.file("e2e.image"));
      there.join();
    }
    Scene scene = new Scene(primary, standby, shop, certManager);
    preparePrimary(primary, standby);
    prepareStandby(standby, primary);
    shop.open();
    return scene;
  }

  /** Of a cluster that is somebody's: whatever is taken away in the end has to be ours. */
  private static void expectNothing(Side side) {
    for (String its :
        List.of("kubectl get namespace cpaas-system", "kubectl get clusterrole | grep etcd-sync")) {
      if (side.terminal().run(its).exit() == 0) {
        throw new IllegalStateException(
            "The %s has what the drill would make, and take away in the end (%s): give another one"
                .formatted(side.cluster().name(), its));
      }
    }
    if (side.cluster().etcdctl().count("/etcd-sync/") != 0) {
      throw new IllegalStateException(
          "The etcd of the %s has keys below /etcd-sync/: give a cluster that never had a link"
              .formatted(side.cluster().name()));
    }
  }

  /** An account for the standby, and for later what this side needs as a standby itself. */
  private static void preparePrimary(Side primary, Side standby) {
    Terminal terminal = primary.terminal();
    terminal.write("values.yaml", Inputs.values(standby.address()));
    terminal.write("etcd-sync-reader.yaml", RightsManual.of("primary"));
    type(
        terminal,
        CREATE_NAMESPACE,
        RESTRICT,
        KEEP_CA,
        "kubectl apply -f etcd-sync-reader.yaml",
        "kubectl -n cpaas-system create token etcd-sync-reader --duration=8760h >token",
        "kubectl -n kube-system get configmap kube-root-ca.crt -o jsonpath='{.data.ca\\.crt}'"
            + " >primary-apiserver-ca.crt",
        secret("remote-etcd-client", "$REMOTE"),
        secret("local-etcd-client", "$LOCAL"));
  }

  private static void prepareStandby(Side standby, Side primary) {
    Terminal terminal = standby.terminal();
    terminal.write("values.yaml", Inputs.values(primary.address()));
    for (String file : List.of("token", "primary-apiserver-ca.crt")) {
      terminal.write(file, primary.terminal().read(file));
    }
    type(
        terminal,
        CREATE_NAMESPACE,
        RESTRICT,
        KEEP_CA,
        "kubectl -n cpaas-system create secret generic etcd-sync-active-cluster-token"
            + " --from-file=token --from-file=ca.crt=primary-apiserver-ca.crt");
  }

  private static void type(Terminal terminal, String... lines) {
    for (String line : lines) {
      terminal.type(line).succeeded();
    }
  }

  private static String secret(String name, String folder) {
    return ("kubectl -n cpaas-system create secret generic %s --from-file=ca.crt=%s/ca.crt"
            + " --from-file=tls.crt=%s/tls.crt --from-file=tls.key=%s/tls.key")
        .formatted(name, folder, folder, folder);
  }

  /** Takes away what the run has left. */
  void clear() {
    clear(primary, standby);
    certManager.ifPresent(ours -> {
      ours.close();
      // The primary has them by the way back.
      List.of(standby, primary).forEach(side -> CertManager.forget(side.cluster().kubectl()));
    });
  }

  private static void clear(Side primary, Side standby) {
    for (Side side : List.of(standby, primary)) {
      side.terminal()
          .run("helm uninstall etcd-sync --namespace cpaas-system --no-hooks --ignore-not-found");
    }
    for (Side side : List.of(standby, primary)) {
      side.terminal()
          .run(
              "kubectl delete namespace --ignore-not-found cpaas-system"
                  + " $(kubectl get namespaces -o name | sed -n 's,^namespace/drill-,drill-,p')");
      side.cluster().etcdctl().deletePrefix("/etcd-sync/default/");
    }
  }

  /** What was typed at both. */
  List<String> typed() {
    List<String> typed = new ArrayList<>(standby.terminal().typed());
    typed.addAll(primary.terminal().typed());
    return typed;
  }
}
