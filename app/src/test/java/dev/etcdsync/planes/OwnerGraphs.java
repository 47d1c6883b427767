package dev.etcdsync.planes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Makes objects that own each other, in every way that Kubernetes has, in a few namespaces. */
final class OwnerGraphs {
  private static final int NAMESPACES = 3;
  private static final int EACH = 4;
  private static final String APP = "app-";

  private final ControlPlane plane;
  private final Api api;
  private final NameOrder order;
  private final List<String> namespaces;

  private OwnerGraphs(ControlPlane plane, String begin, NameOrder order) {
    this.plane = plane;
    this.api = plane.api();
    this.order = order;
    this.namespaces =
        IntStream.range(0, NAMESPACES).mapToObj(i -> order.name(i, i) + "-" + begin).toList();
  }

  /**
   * Makes them and waits until the plane's own controllers have done their part.
   *
   * @param end what the namespaces' names end with
   * @return the namespaces
   */
  static List<String> make(ControlPlane plane, String end, NameOrder order) {
    OwnerGraphs graphs = new OwnerGraphs(plane, end, order);
    graphs.define();
    graphs.create();
    graphs.awaitControllers();
    return graphs.namespaces;
  }

  /** Only Deployments that have adopted a ReplicaSet of just their template as the present one. */
  static List<String> makeAdoptedReplicaSets(ControlPlane plane, String end) {
    OwnerGraphs graphs = new OwnerGraphs(plane, end, NameOrder.OWNERS_LAST);
    plane.api().createAll(graphs.namespaces.stream().map(Templates::namespace).toList());
    graphs.adoptReplicaSets("x:1");
    graphs.awaitControllers();
    return graphs.namespaces;
  }

  private void define() {
    for (Resource kind : List.of(Resource.ALPHA, Resource.OMEGA)) {
      JsonNode definition = Templates.definition(kind);
      if (api.find(Resource.pathOf(definition)).isEmpty()) {
        api.create(definition);
      }
      Await.until(
          kind.kind() + " is served",
          PlanePair.SOON,
          () -> api.find(kind.in("")).isPresent(),
          plane::evidence);
    }
  }

  private interface Make {
    JsonNode object(String namespace, int number);
  }

  /** One object for each number in each namespace, at once; returned in that order. */
  private List<JsonNode> all(Make make) {
    List<JsonNode> objects = new ArrayList<>();
    for (String namespace : namespaces) {
      for (int i = 0; i < EACH; i++) {
        objects.add(make.object(namespace, i));
      }
    }
    return api.createAll(objects);
  }

  private JsonNode of(List<JsonNode> made, String namespace, int number) {
    return made.get(namespaces.indexOf(namespace) * EACH + number);
  }

  private void create() {
    api.createAll(namespaces.stream().map(Templates::namespace).toList());
    workloads();
    jobs();
    customResources();
    adopted();
    volumes();
    finalizers();
  }

  /** The ReplicaSets first: Deployments of the image x:1 adopt them. */
  private void adoptReplicaSets(String image) {
    all((ns, i) -> Templates.strayReplicaSet(ns, order.name(1, i), APP + i, image));
    all((ns, i) -> Templates.deployment(ns, order.name(0, i), APP + i, "x:1"));
  }

  private void workloads() {
    adoptReplicaSets("x:0");
    all((ns, i) -> Templates.deployment(ns, order.name(0, EACH + i), "fresh-" + i, "x:1"));
    all((ns, i) -> Templates.statefulSet(ns, order.name(0, i)));
    all((ns, i) -> Templates.daemonSet(ns, order.name(0, i)));
    all((ns, i) -> Templates.service(ns, order.name(0, i), APP + i));
  }

  private void jobs() {
    List<JsonNode> cronJobs = all((ns, i) -> Templates.cronJob(ns, order.name(0, i)));
    List<JsonNode> jobs = all((ns, i) -> Templates.job(ns, order.name(1, i), of(cronJobs, ns, i)));
    all((ns, i) -> Templates.plain(Resource.CONFIG_MAP, ns, "of-job-" + i, of(jobs, ns, i)));
  }

  /** Four levels, the kinds in turn, so that the order of keys is wrong on one of two levels. */
  private void customResources() {
    List<JsonNode> above = all((ns, i) -> Templates.plain(Resource.OMEGA, ns, order.name(0, i)));
    for (int level = 1; level < 4; level++) {
      int now = level;
      List<JsonNode> owners = above;
      Resource kind = level % 2 == 0 ? Resource.OMEGA : Resource.ALPHA;
      above = all((ns, i) -> Templates.plain(kind, ns, order.name(now, i), of(owners, ns, i)));
    }
    List<JsonNode> owners = above;
    for (String kind : List.of("ConfigMap", "Secret", "ServiceAccount")) {
      all((ns, i) -> Templates.plain("v1", kind, ns, order.name(4, i), of(owners, ns, i)));
    }
    List<JsonNode> maps =
        all((ns, i) ->
            Templates.plain(Resource.CONFIG_MAP, ns, order.name(5, i), of(owners, ns, i)));
    all((ns, i) ->
        Templates.plain(Resource.ALPHA, ns, order.name(6, i), of(maps, ns, i), of(owners, ns, i)));
  }

  /** Older than their owner. */
  private void adopted() {
    List<JsonNode> maps =
        all((ns, i) -> Templates.plain(Resource.CONFIG_MAP, ns, order.name(8, i)));
    List<JsonNode> owners = all((ns, i) -> Templates.plain(Resource.OMEGA, ns, order.name(7, i)));
    for (int i = 0; i < maps.size(); i++) {
      String references = Templates.references(owners.get(i));
      api.merge(maps.get(i), "{\"metadata\":{\"ownerReferences\":[" + references + "]}}");
    }
  }

  private void volumes() {
    all((ns, i) -> Templates.volume(order.name(0, i) + "-" + ns, ns, order.name(1, i)));
    all((ns, i) -> Templates.claim(ns, order.name(1, i), order.name(0, i) + "-" + ns));
  }

  /** Some that are held by their finalizer, and some of these that have been deleted already. */
  private void finalizers() {
    List<JsonNode> held =
        all((ns, i) ->
            Templates.withFinalizer(
                Templates.plain(
                    i % 2 == 0 ? Resource.OMEGA : Resource.CONFIG_MAP, ns, order.name(9, i))));
    for (int i = 0; i < held.size(); i += 3) {
      api.delete(held.get(i));
    }
  }

  private void awaitControllers() {
    Await.until(
        "the primary's controllers have seen all of it",
        Duration.ofSeconds(60),
        () -> namespaces.stream().allMatch(this::isSettled),
        plane::evidence);
  }

  private boolean isSettled(String namespace) {
    return allOf(Resource.DEPLOYMENT, namespace, "/status/updatedReplicas", "1")
        && allOf(Resource.STATEFUL_SET, namespace, "/status/updatedReplicas", "1")
        && StreamSupport.stream(
                api.get(Resource.CLAIM.in(namespace)).path("items").spliterator(), false)
            .filter(claim -> claim.at("/spec/storageClassName").asText().equals("manual"))
            .allMatch(claim -> claim.at("/status/phase").asText().equals("Bound"));
  }

  private boolean allOf(Resource resource, String namespace, String pointer, String value) {
    return StreamSupport.stream(api.get(resource.in(namespace)).path("items").spliterator(), false)
        .allMatch(object -> object.at(pointer).asText().equals(value));
  }
}
