package dev.etcdsync.e2e;

import dev.etcdsync.real.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the primary serves, in a namespace of its own, and what becomes of it on the standby. */
final class Shop {
  private final String namespace = "drill-" + Long.toHexString(System.currentTimeMillis());
  private final Side primary;
  private final Side standby;
  private int prices = 1;

  Shop(Side primary, Side standby) {
    this.primary = primary;
    this.standby = standby;
  }

  void open() {
    primary.terminal().run("kubectl create namespace " + namespace).succeeded();
    in(primary, "create deployment web --image=registry.k8s.io/pause:3.10.1").succeeded();
    in(primary, "create configmap prices --from-literal=is=1").succeeded();
    makeCronJob();
  }

  String namespace() {
    return namespace;
  }

  /** Runs kubectl in the namespace of one side. */
  Ran in(Side side, String command) {
    return side.terminal().run("kubectl -n %s %s".formatted(namespace, command));
  }

  void makeCronJob() {
    in(primary, "create cronjob yearly --image=registry.k8s.io/pause:3.10.1 --schedule='0 0 1 1 *'")
        .succeeded();
  }

  String cronJobKey() {
    return "/registry/cronjobs/" + namespace + "/yearly";
  }

  /** Writes something new to the primary. */
  void change() {
    prices++;
    in(primary, "patch configmap prices --patch '{\"data\":{\"is\":\"%d\"}}'".formatted(prices))
        .succeeded();
  }

  /** Waits until the standby's apiserver serves what was written last. */
  void awaitServed() {
    String last = Integer.toString(prices);
    standby.await(
        "the apiserver serves prices " + last,
        () -> in(standby, "get configmap prices -o jsonpath={.data.is}").out().equals(last));
  }

  void awaitPods() {
    standby.await(
        "the Deployment's pod runs",
        () -> in(standby, "get pods --selector=app=web --no-headers").out().contains("Running"));
  }

  boolean has(Side side, String configMap) {
    return in(side, "get configmap " + configMap).exit() == 0;
  }

  /** The ConfigMaps that a side serves. */
  Set<String> configMaps(Side side) {
    Set<String> names = new HashSet<>();
    Json.parse(in(side, "get configmaps -o json").succeeded())
        .path("items")
        .forEach(item -> names.add(item.at("/metadata/name").asText()));
    return names;
  }

  /** The version of the whole list of ConfigMaps, as a client of that side keeps it. */
  String version(Side side) {
    return Json.parse(side.terminal().run("kubectl get --raw " + path() + "?limit=1").succeeded())
        .at("/metadata/resourceVersion")
        .asText();
  }

  /** What the standby answers to a watch from a version. */
  String watchFrom(String version) {
    return standby
        .terminal()
        .run(
            "kubectl get --raw '%s?watch=1&timeoutSeconds=10&resourceVersion=%s'"
                .formatted(path(), version))
        .toString();
  }

  private String path() {
    return "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  /** The keys of the CronJobs that are held on the standby. */
  List<String> held() {
    String beginning = "/etcd-sync/default/held/";
    return standby
        .cluster()
        .etcdctl()
        .run("get", "--prefix", "--keys-only", beginning + "/registry/cronjobs/" + namespace + "/")
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> line.substring(beginning.length()))
        .toList();
  }
}
