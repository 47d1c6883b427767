package dev.etcdsync.kind;

import java.nio.file.Path;

/**
 * Two clusters that somebody has, in place of those in kind: what scripts/e2e.sh was given is in
 * system properties.
 */
public final class GivenClusters {
  private GivenClusters() {}

  /** Whether there are any: then there is no container that a node runs in. */
  public static boolean areThere() {
    return !System.getProperty("primary.kubeconfig", "").isBlank();
  }

  /** One of them, {@code primary} or {@code standby}, with the files that kubeadm makes. */
  static KindCluster of(String name, Path folder) {
    Path etcd = pki(name).resolve("etcd");
    return new KindCluster(
        name,
        Path.of(property(name + ".kubeconfig")),
        "https://" + inUrl(address(name)) + ":2379",
        etcd.resolve("ca.crt"),
        etcd.resolve("healthcheck-client.crt"),
        etcd.resolve("healthcheck-client.key"),
        folder);
  }

  /** Where its etcd and its apiserver are, for this machine and for pods of either cluster. */
  public static String address(String name) {
    return property(name + ".address");
  }

  /** What /etc/kubernetes/pki of one of its nodes holds, as far as its etcd goes. */
  public static Path pki(String name) {
    return Path.of(property(name + ".pki"));
  }

  private static String inUrl(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  private static String property(String name) {
    String given = System.getProperty(name, "");
    if (given.isBlank()) {
      throw new IllegalStateException("Give -D" + name + "=…, as scripts/e2e.sh does.");
    }
    return given;
  }
}
