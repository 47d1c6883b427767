package dev.etcdsync.planes;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Changes owner graphs of a namespace at random, one change after the other. For one thread; it
 * touches only what it has made and not deleted.
 */
final class Churn {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int MOST = 40;

  private enum Kind {
    DEPLOY,
    SCALE,
    ROLL,
    WITHDRAW,
    RECREATE,
    GROW,
    FELL,
    CUT_FREE,
    ADOPT,
    LET_GO
  }

  /** Three that own each other. */
  private record Tree(JsonNode root, JsonNode branch, JsonNode leaf) {}

  private final Api api;
  private final String namespace;
  private final Random random;
  private final Map<Kind, Integer> done = new TreeMap<>();
  private final List<JsonNode> deployments = new ArrayList<>();
  private final List<JsonNode> statefulSets = new ArrayList<>();
  private final List<Tree> trees = new ArrayList<>();

  /** ConfigMaps that nobody owns. */
  private final List<JsonNode> loose = new ArrayList<>();

  private int made;

  Churn(Api api, String namespace, long seed) {
    this.api = api;
    this.namespace = namespace;
    this.random = new Random(seed);
    api.create(Templates.namespace(namespace));
  }

  /** What to hold between two changes. */
  Duration pause() {
    return PAUSE;
  }

  /** Makes a change. */
  void change() {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    if (make(kind)) {
      done.merge(kind, 1, Integer::sum);
    }
  }

  private String name() {
    made++;
    // Names of owners sort before and behind those of what they own.
    return (char) ('a' + random.nextInt(26)) + "-" + made;
  }

  /** Whether there was something to make it of. */
  private boolean make(Kind kind) {
    return switch (kind) {
      case DEPLOY -> deploy();
      case SCALE -> merge(deployments, "{\"spec\":{\"replicas\":%d}}".formatted(random.nextInt(4)));
      case ROLL -> merge(random.nextBoolean() ? deployments : statefulSets, image());
      case WITHDRAW -> delete(random.nextBoolean() ? deployments : statefulSets);
      case RECREATE -> recreate();
      case GROW -> grow();
      case FELL -> fell();
      case CUT_FREE -> cutFree();
      case ADOPT -> adopt();
      case LET_GO -> letGo();
    };
  }

  private boolean deploy() {
    if (deployments.size() + statefulSets.size() >= MOST) {
      return false;
    }
    String name = name();
    if (random.nextInt(3) == 0) {
      statefulSets.add(api.create(Templates.statefulSet(namespace, name)));
    } else {
      deployments.add(api.create(Templates.deployment(namespace, name, name, "x:1")));
    }
    return true;
  }

  private String image() {
    return """
    {"spec":{"template":{"metadata":{"annotations":{"n":"%d"}}}}}\
    """
        .formatted(random.nextInt(1000));
  }

  private boolean merge(List<JsonNode> among, String patch) {
    if (among.isEmpty()) {
      return false;
    }
    api.merge(among.get(random.nextInt(among.size())), patch);
    return true;
  }

  /** With all that it owns, in the background. */
  private boolean delete(List<JsonNode> among) {
    if (among.isEmpty()) {
      return false;
    }
    api.delete(among.remove(random.nextInt(among.size())));
    return true;
  }

  /** Another one of the same name, at once. */
  private boolean recreate() {
    if (deployments.isEmpty()) {
      return false;
    }
    JsonNode old = deployments.remove(random.nextInt(deployments.size()));
    api.delete(old);
    String name = old.at("/metadata/name").asText();
    deployments.add(api.create(Templates.deployment(namespace, name, name, "x:1")));
    return true;
  }

  private boolean grow() {
    if (trees.size() >= MOST) {
      return false;
    }
    JsonNode root = api.create(Templates.plain(Resource.OMEGA, namespace, name()));
    JsonNode branch = api.create(Templates.plain(Resource.ALPHA, namespace, name(), root));
    trees.add(
        new Tree(
            root,
            branch,
            api.create(Templates.plain(Resource.CONFIG_MAP, namespace, name(), branch, root))));
    return true;
  }

  /** The collector takes the rest. */
  private boolean fell() {
    if (trees.isEmpty()) {
      return false;
    }
    api.delete(trees.remove(random.nextInt(trees.size())).root());
    return true;
  }

  /** The collector takes the root from the others' owners; the branch goes on as a root. */
  private boolean cutFree() {
    if (trees.isEmpty()) {
      return false;
    }
    Tree tree = trees.remove(random.nextInt(trees.size()));
    api.deleteAt(Resource.pathOf(tree.root()) + "?propagationPolicy=Orphan");
    return true;
  }

  /** A ConfigMap that is older than the owner that it gets. */
  private boolean adopt() {
    JsonNode map =
        loose.isEmpty()
            ? api.create(Templates.plain(Resource.CONFIG_MAP, namespace, name()))
            : loose.remove(random.nextInt(loose.size()));
    if (trees.size() >= MOST) {
      loose.add(map);
      return false;
    }
    JsonNode root = api.create(Templates.plain(Resource.OMEGA, namespace, name()));
    JsonNode branch = api.create(Templates.plain(Resource.ALPHA, namespace, name(), root));
    own(map, Templates.references(branch));
    trees.add(new Tree(root, branch, map));
    return true;
  }

  private boolean letGo() {
    if (trees.isEmpty() || loose.size() >= MOST) {
      return false;
    }
    Tree tree = trees.remove(random.nextInt(trees.size()));
    own(tree.leaf(), "");
    loose.add(tree.leaf());
    api.delete(tree.root());
    return true;
  }

  private void own(JsonNode object, String references) {
    api.merge(object, "{\"metadata\":{\"ownerReferences\":[" + references + "]}}");
  }

  /** How many changes of each kind were made. */
  @Override
  public String toString() {
    return done.toString();
  }
}
