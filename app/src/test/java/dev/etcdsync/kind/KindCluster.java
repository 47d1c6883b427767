package dev.etcdsync.kind;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.planes.Kubectl;
import dev.etcdsync.real.Await;
import dev.etcdsync.real.EtcdBinaries;
import dev.etcdsync.real.Etcdctl;
import dev.etcdsync.real.Folders;
import dev.etcdsync.real.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * How to reach a cluster in kind and its etcd from this machine.
 *
 * @param name as kind knows it, and the side of a link that it is: primary or standby
 * @param kubeconfig its administrator's
 * @param etcd the one endpoint of its etcd
 * @param authority PEM file of the CA of etcd's certificate
 * @param certificate PEM file of a client's certificate, with every right in etcd
 * @param key PEM file of that certificate's key
 * @param folder what tests may write about it
 */
public record KindCluster(
    String name,
    Path kubeconfig,
    String etcd,
    Path authority,
    Path certificate,
    Path key,
    Path folder) {
  private static final String ENDPOINTS = "ETCDCTL_ENDPOINTS=";
  private static final Duration LOOKS = Duration.ofMillis(500);

  /** A cluster that is up. */
  static KindCluster of(String name, KindScripts scripts, Path folder) {
    Path etcd = scripts.clusters().resolve(name).resolve("etcd");
    try {
      return new KindCluster(
          name,
          scripts.clusters().resolve(name + ".kubeconfig"),
          Files.readAllLines(etcd.resolve("env")).stream()
              .filter(line -> line.startsWith(ENDPOINTS))
              .map(line -> line.substring(ENDPOINTS.length()))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no " + ENDPOINTS + " in " + etcd)),
          etcd.resolve("ca.crt"),
          etcd.resolve("healthcheck-client.crt"),
          etcd.resolve("healthcheck-client.key"),
          folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The options of etcd-sync that name this cluster's etcd. */
  List<String> options() {
    return List.of(
        "--" + name,
        etcd,
        "--" + name + "-ca",
        authority.toString(),
        "--" + name + "-cert",
        certificate.toString(),
        "--" + name + "-key",
        key.toString());
  }

  /** etcd's own client. */
  public Etcdctl etcdctl() {
    return new Etcdctl(
        EtcdBinaries.V36.etcdctl(),
        etcd,
        List.of("--cacert=" + authority, "--cert=" + certificate, "--key=" + key));
  }

  /** Kubernetes' own client. */
  public Kubectl kubectl() {
    return new Kubectl(kubeconfig, folder);
  }

  /** Its only node. */
  public String node() {
    return name + "-control-plane";
  }

  /** The objects that {@code kubectl get} finds with these arguments. */
  public List<JsonNode> get(String... arguments) {
    List<String> command = new ArrayList<>(List.of("get", "--output=json"));
    command.addAll(List.of(arguments));
    return Json.parse(kubectl().run(command.toArray(String[]::new)))
        .path("items")
        .valueStream()
        .toList();
  }

  /** Creates or changes objects, given as YAML or JSON. */
  public void apply(String objects) {
    kubectl().run("apply", "--filename=" + write(objects));
  }

  /** The same where it may be refused: whether it was taken. */
  boolean tryApply(String objects) {
    return kubectl().succeeds("apply", "--filename=" + write(objects));
  }

  private Path write(String objects) {
    return Folders.write(folder.resolve("applied.yaml"), objects);
  }

  /** Waits for something that is looked at with kubectl, or by other means that cost as much. */
  public void await(String what, Callable<Boolean> condition) {
    await(what, condition, () -> "");
  }

  /** The same with more to say if it does not come about. */
  public void await(String what, Callable<Boolean> condition, Supplier<String> more) {
    Await.until(what, KindPair.SOON, LOOKS, condition, () -> more.get() + "\n" + evidence());
  }

  /** Its pods and the last of its events, as people look at them. */
  public String evidence() {
    return "-- pods of the "
        + name
        + "\n"
        + kubectl().run("get", "pods", "--all-namespaces", "--output=wide")
        + "-- its last events\n"
        + lastLines(
            kubectl().run("get", "events", "--all-namespaces", "--sort-by=.lastTimestamp"), 20);
  }

  private static String lastLines(String text, int count) {
    List<String> lines = text.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }
}
