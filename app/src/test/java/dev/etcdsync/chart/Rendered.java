package dev.etcdsync.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The objects that a chart became. */
record Rendered(List<JsonNode> objects) {
  static Rendered of(String text) {
    return new Rendered(Yaml.documents(text));
  }

  /** The only one of its kind that is no hook. */
  JsonNode the(String kind) {
    List<JsonNode> found =
        all(kind)
            .filter(it -> it.at("/metadata/annotations").path("helm.sh/hook").isMissingNode())
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " objects of kind " + kind + ", not one: " + names());
    }
    return found.getFirst();
  }

  JsonNode dashboard() {
    return all("ConfigMap").filter(Rendered::isDashboard).findFirst().orElseThrow();
  }

  private static boolean isDashboard(JsonNode map) {
    return name(map).endsWith("-dashboard");
  }

  Stream<JsonNode> all(String kind) {
    return objects.stream().filter(it -> it.path("kind").asText().equals(kind));
  }

  boolean has(String kind) {
    return all(kind).findAny().isPresent();
  }

  /** Kind and name of each. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    objects.forEach(it -> names.add(it.path("kind").asText() + "/" + name(it)));
    return names;
  }

  static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  /** What the replicas' pods are made of: metadata and spec. */
  JsonNode replica() {
    return the("Deployment").at("/spec/template");
  }

  /** What all pods are made of, those of hooks and tests, too: metadata and spec. */
  List<JsonNode> pods() {
    return Stream.concat(linkPods().stream(), bootstrapPods().stream()).toList();
  }

  /** Those that work with both etcds, and so have the configuration. */
  List<JsonNode> linkPods() {
    return Stream.of(
            all("Deployment").map(it -> it.at("/spec/template")),
            jobs().filter(it -> !isOfBootstrap(it)),
            all("Pod"))
        .flatMap(it -> it)
        .toList();
  }

  /** Those that come before the configuration is there, or after. */
  List<JsonNode> bootstrapPods() {
    return jobs().filter(Rendered::isOfBootstrap).toList();
  }

  /** Those of jobs. */
  List<JsonNode> jobPods() {
    return jobs().toList();
  }

  private Stream<JsonNode> jobs() {
    return all("Job").map(it -> it.at("/spec/template"));
  }

  private static boolean isOfBootstrap(JsonNode pod) {
    return pod.at("/metadata/labels")
        .path("app.kubernetes.io/component")
        .asText()
        .equals("bootstrap");
  }

  /** The configuration file of the program. */
  String configuration() {
    return all("ConfigMap")
        .filter(it -> !isDashboard(it))
        .findFirst()
        .orElseThrow()
        .at("/data/config.yaml")
        .asText();
  }

  /** A rule of a Role on one resource, of one name or, where it is empty, of all. */
  static JsonNode rule(String group, String resource, String name, String... verbs) {
    Map<String, Object> rule = new TreeMap<>();
    rule.put("apiGroups", List.of(group));
    rule.put("resources", List.of(resource));
    if (!name.isEmpty()) {
      rule.put("resourceNames", List.of(name));
    }
    rule.put("verbs", List.of(verbs));
    return Yaml.parse(Yaml.json(rule));
  }
}
