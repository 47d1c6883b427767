package dev.etcdsync.chart;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The answers to the form, and how many replicas the platform has room for. */
record Answers(
    String vip,
    String endpoints,
    String standby,
    String token,
    int interval,
    boolean verbose,
    int replicas) {
  /** A standby that is named; the other answer is "auto". */
  static final String STANDBY = "https://10.1.0.1:2379";

  static Stream<Answers> everyCombination() {
    List<Answers> all = new ArrayList<>();
    for (String vip : List.of("10.0.0.100", "2001:db8::100", "vip.example")) {
      for (String endpoints : List.of("", "https://10.0.0.1:2379, https://10.0.0.2:2379")) {
        for (String standby : List.of("auto", STANDBY)) {
          for (String token : List.of("etcd-sync-active-cluster-token", "another-secret")) {
            for (int interval : List.of(10, 86400)) {
              for (boolean verbose : List.of(false, true)) {
                for (int replicas : List.of(1, 2)) {
                  all.add(new Answers(vip, endpoints, standby, token, interval, verbose, replicas));
                }
              }
            }
          }
        }
      }
    }
    return all.stream();
  }

  /** What the platform would render valuesTemplates with. */
  Map<String, Object> data() {
    Map<String, Object> data = new HashMap<>();
    data.put("Replicas", replicas);
    data.put("SystemNamespace", "cpaas-system");
    data.put("IsGlobal", true);
    data.put(
        "MiConfig",
        Map.of(
            "active",
            Map.of("vip", vip, "endpoints", endpoints, "tokenSecret", token),
            "standby",
            Map.of("endpoints", standby),
            "checkInterval",
            interval,
            "verbose",
            verbose));
    return data;
  }

  /** The first endpoint of the primary that they come to. */
  String primary() {
    return endpoints.isEmpty()
        ? "https://" + (vip.contains(":") ? "[" + vip + "]" : vip) + ":2379"
        : endpoints.split(",", -1)[0].strip();
  }
}
