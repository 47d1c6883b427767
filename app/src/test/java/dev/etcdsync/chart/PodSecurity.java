package dev.etcdsync.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The "restricted" Pod Security Standard, and a root file system that is read only (kubernetes.io,
 * Pod Security Standards).
 */
final class PodSecurity {
  private static final List<String> VOLUMES =
      List.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private PodSecurity() {}

  /** In what a pod's spec is not so; each once. */
  static Set<String> violations(JsonNode spec) {
    Set<String> found = new TreeSet<>();
    JsonNode pod = spec.path("securityContext");
    if (!pod.path("runAsNonRoot").asBoolean(false)) {
      found.add("may be root");
    }
    if (pod.has("runAsUser") && pod.path("runAsUser").asInt() == 0) {
      found.add("is root");
    }
    if (!pod.at("/seccompProfile/type").asText().equals("RuntimeDefault")) {
      found.add("seccomp profile");
    }
    for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (spec.path(host).asBoolean(false)) {
        found.add(host);
      }
    }
    for (JsonNode volume : spec.path("volumes")) {
      volume
          .fieldNames()
          .forEachRemaining(field -> {
            if (!field.equals("name") && !VOLUMES.contains(field)) {
              found.add(field + " volume");
            }
          });
    }
    for (JsonNode container : spec.path("containers")) {
      violationsOf(container, found);
    }
    return found;
  }

  private static void violationsOf(JsonNode container, Set<String> found) {
    JsonNode context = container.path("securityContext");
    if (context.path("allowPrivilegeEscalation").asBoolean(true)) {
      found.add("privilege escalation");
    }
    if (!context.path("readOnlyRootFilesystem").asBoolean(false)) {
      found.add("writable root file system");
    }
    if (!context.at("/capabilities/drop").toString().equals("[\"ALL\"]")
        || context.at("/capabilities").has("add")) {
      found.add("capabilities");
    }
    if (context.path("privileged").asBoolean(false)) {
      found.add("privileged");
    }
    for (JsonNode port : container.path("ports")) {
      if (port.has("hostPort")) {
        found.add("host port");
      }
    }
  }
}
