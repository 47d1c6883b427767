package dev.etcdsync.kind;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The pods of one namespace, as a cluster's apiserver lists them. */
record Pods(List<JsonNode> all) {
  static Pods of(KindCluster cluster, String namespace) {
    return new Pods(cluster.get("pods", "--namespace=" + namespace));
  }

  private static String app(JsonNode pod) {
    return pod.at("/metadata/labels/app").asText();
  }

  /** Those of an application. */
  Pods of(String app) {
    return new Pods(all.stream().filter(pod -> app(pod).equals(app)).toList());
  }

  /** Those of all applications but one. */
  Pods without(String app) {
    return new Pods(all.stream().filter(pod -> !app(pod).equals(app)).toList());
  }

  /** How many there are of each application. */
  Map<String, Integer> count() {
    Map<String, Integer> count = new TreeMap<>();
    all.forEach(pod -> count.merge(app(pod), 1, Integer::sum));
    return count;
  }

  /** Only what a kubelet says that it runs, and nobody is deleting. */
  Pods running() {
    return new Pods(
        all.stream()
            .filter(pod -> pod.at("/metadata/deletionTimestamp").isMissingNode())
            .filter(pod -> pod.at("/status/phase").asText().equals("Running"))
            .filter(pod -> pod.at("/status/containerStatuses/0/ready").asBoolean())
            .toList());
  }

  private Set<String> collect(Function<JsonNode, String> what) {
    return all.stream().map(what).collect(Collectors.toSet());
  }

  Set<String> uids() {
    return collect(pod -> pod.at("/metadata/uid").asText());
  }

  Set<String> nodes() {
    return collect(pod -> pod.at("/spec/nodeName").asText());
  }

  Set<String> addresses() {
    return collect(pod -> pod.at("/status/podIP").asText());
  }

  /** The uids of what they belong to. */
  Set<String> owners() {
    return collect(pod -> pod.at("/metadata/ownerReferences/0/uid").asText());
  }
}
