package dev.etcdsync.kind;

import dev.etcdsync.planes.Resource;
import java.util.List;
import java.util.Map;

/** Namespaces of the primary in which pods run, volumes are bound, and objects own each other. */
final class Workloads {
  static final Resource SHELF = new Resource("kind.example.org/v1", "Shelf", "shelves");

  /** The applications of a namespace and how many pods of each the primary runs, Jobs aside. */
  static final Map<String, Integer> PODS = Map.of("web", 2, "store", 1, "agent", 1);

  /** The application whose pods are of Jobs. */
  static final String JOBS = "minutely";

  private Workloads() {}

  /** A name that no earlier run on the same clusters has used. */
  static String namespace(String begin) {
    return begin + "-" + Long.toHexString(System.currentTimeMillis());
  }

  /** Creates them, and waits until everything runs. */
  static void make(KindCluster primary, List<String> namespaces) {
    primary.apply(Resources.text("shelves.yaml"));
    primary
        .kubectl()
        .run("wait", "--for=condition=Established", "--timeout=30s", "crd/shelves." + group());
    for (String namespace : namespaces) {
      primary.apply(Resources.text("workloads.yaml").replace("$NAMESPACE", namespace));
      String top =
          primary
              .kubectl()
              .run("get", "shelf/top", "--namespace=" + namespace, "-o=jsonpath={.metadata.uid}");
      primary.apply(
          Resources.text("owned.yaml").replace("$NAMESPACE", namespace).replace("$TOP", top));
    }
    for (String namespace : namespaces) {
      primary.await(
          "the primary runs all pods of " + namespace,
          () -> Pods.of(primary, namespace).without(JOBS).running().count().equals(PODS));
    }
  }

  /** Deletes them from clusters that may be used by others, without waiting. */
  static void delete(KindCluster cluster, List<String> namespaces) {
    cluster.kubectl().run("delete", "crd/shelves." + group(), "--wait=false", "--ignore-not-found");
    for (String namespace : namespaces) {
      cluster.kubectl().run("delete", "namespace", namespace, "--wait=false", "--ignore-not-found");
    }
  }

  private static String group() {
    return SHELF.apiVersion().substring(0, SHELF.apiVersion().indexOf('/'));
  }
}
