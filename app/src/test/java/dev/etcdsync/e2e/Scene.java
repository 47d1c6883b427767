package dev.etcdsync.e2e;

import dev.etcdsync.kind.KindPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Both clusters, with what an installation finds there. */
record Scene(Side primary, Side standby, Shop shop) {
  /** What an uninstallation leaves in the namespace. */
  static final Set<String> STAYS =
      Set.of(
          "configmap/kube-root-ca.crt",
          "job.batch/etcd-sync-bootstrap",
          "lease.coordination.k8s.io/etcd-sync-mirror",
          "pod/etcd-sync-bootstrap",
          "pod/etcd-sync-test-check",
          "pod/etcd-sync-test-status",
          "secret/local-etcd-client",
          "secret/remote-etcd-client",
          "serviceaccount/default");

  /**
   * Brings the image to both, and makes what somebody makes before the first installation, in a
   * namespace that admits "restricted" pods alone.
   */
  static Scene set(KindPair pair) {
    Side primary = Side.of(pair.primary(), Inputs.file("helm3.bin"), pair.standby());
    Side standby = Side.of(pair.standby(), Inputs.file("helm4.bin"), pair.primary());
    Scene scene = new Scene(primary, standby, new Shop(primary, standby));
    CompletableFuture<Void> there =
        CompletableFuture.runAsync(() -> primary.node().load(Inputs.file("e2e.image")));
    standby.node().load(Inputs.file("e2e.image"));
    there.join();
    scene.clear();
    prepare(standby, primary);
    prepare(primary, standby);
    scene.shop().open();
    return scene;
  }

  private static void prepare(Side side, Side other) {
    side.terminal().write("values.yaml", Inputs.values(other.node().address()));
    for (String line :
        List.of(
            "kubectl create namespace cpaas-system",
            "kubectl label namespace cpaas-system pod-security.kubernetes.io/enforce=restricted",
            secret("remote-etcd-client", "$REMOTE"),
            secret("local-etcd-client", "$LOCAL"))) {
      side.terminal().type(line).succeeded();
    }
  }

  private static String secret(String name, String folder) {
    return ("kubectl -n cpaas-system create secret generic %s --from-file=ca.crt=%s/ca.crt"
            + " --from-file=tls.crt=%s/tls.crt --from-file=tls.key=%s/tls.key")
        .formatted(name, folder, folder, folder);
  }

  /** Takes away what an earlier run, or this one, has left. */
  void clear() {
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
