package dev.etcdsync.kube;

import dev.etcdsync.kube.Decision.ByValue;
import dev.etcdsync.kube.Decision.Decided;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.ScopeRules;
import dev.etcdsync.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says of each key whether it is replicated, and why. In this order:
 *
 * <ol>
 *   <li>A key outside the apiserver's prefix is out.
 *   <li>The user's rules about beginnings of keys: the longest that fits decides, over all else.
 *   <li>A key that has not the form of an object's key is in.
 *   <li>The <i>namespace</i> and the <i>resource</i> are asked independently, and a key is in only
 *       if both say so. The namespace is out if the table or the user says so and the user does not
 *       take it back; a Namespace belongs to the namespace that it names. Of the resource the
 *       user's narrowest rule decides, else the first row of the table whose condition holds, else
 *       it is in. What a namespace excludes is out, held or not.
 *   <li>A CustomResourceDefinition of a resource that is out is out with it: deleted on the
 *       primary, it would take the standby's own objects with it. A rule about
 *       CustomResourceDefinitions themselves wins.
 *   <li>An object that would be in, by a rule of the user's, too, follows its owners (see {@code
 *       Followers}): without them the standby's garbage collector would delete it.
 * </ol>
 *
 * <p>Where a value cannot be read, conditions on it do not hold, and the reason says so. Immutable.
 */
public final class ScopeTable {
  private static final ApiResource DEFINITIONS =
      new ApiResource("apiextensions.k8s.io", "customresourcedefinitions");
  private static final Decided UNCONTESTED =
      new Decided(Placement.IN, "no rule, and no row of the table, speaks against it");
  private static final Decided NO_OBJECT =
      new Decided(Placement.IN, "it does not have the form of a Kubernetes object's key");

  /** No row names an object that begins like this, since Kubernetes allows none. */
  private static final String NOBODYS_NAME = "~";

  private final Key registryPrefix;
  private final Map<Key, Decided> keys = new HashMap<>();
  private final Decided outside;
  private final PrefixRules prefixes;
  private final NamespaceRules namespaces;
  private final ResourceRules rules;
  private final ByResource rows;
  private final Followers followers;
  private final String ownersQuestion;
  private final RulesByFolder<Ruling> folders = new RulesByFolder<>(this::ruleOfFolder);

  private ScopeTable(List<TableRow> table, ScopeRules given, Key registryPrefix) {
    List<ResourceRule> resources = new ArrayList<>();
    for (TableRow row : table) {
      switch (row) {
        case TableRow.OfKey key -> keys.put(key.key(), key.decided());
        case TableRow.OfNamespace _ -> {}
        case TableRow.OfResource resource -> resources.add(ResourceRule.of(resource));
      }
    }
    this.registryPrefix = registryPrefix;
    this.outside =
        new Decided(Placement.OUT, "it does not begin with the key prefix " + registryPrefix);
    this.prefixes = new PrefixRules(given, registryPrefix);
    this.namespaces = new NamespaceRules(table, given);
    this.rules = new ResourceRules(given, resources);
    this.rows = new ByResource(resources);
    this.followers = new Followers(resources, rules);
    this.ownersQuestion = followers.question();
  }

  /**
   * The table with the user's rules.
   *
   * @param registryPrefix the apiserver's {@code --etcd-prefix}, with or without a slash at its end
   * @throws InvalidSetting for the first rule that cannot be used
   */
  public static ScopeTable of(ScopeRules rules, Key registryPrefix) {
    return new ScopeTable(TableFile.read(), rules, registryPrefix);
  }

  /** What the key says; the words are made only for those who ask for them. */
  private sealed interface Ruling {
    record Settled(Decided decided) implements Ruling {}

    record Open(ApiResource resource, Course course) implements Ruling {}
  }

  /** Decides by the key as far as it tells. */
  public Decision decide(Key key) {
    return switch (rule(key)) {
      case Ruling.Settled settled -> settled.decided();
      case Ruling.Open open -> new ByValue(question(open.course()), open.course().last());
    };
  }

  /** Decides by key and value, which is read if need be. */
  public Decided decide(Key key, Value value) {
    return switch (rule(key)) {
      case Ruling.Settled settled -> settled.decided();
      case Ruling.Open open ->
          switch (StoredValue.read(value)) {
            case StoredValue.Plain plain -> plain(open, value, plain.meta());
            case StoredValue.Encrypted _ -> unread(open.course(), "is encrypted");
            case StoredValue.Opaque opaque -> unread(open.course(), opaque.why());
          };
    };
  }

  /**
   * What holds whatever the value; empty if the value decides. Faster than {@link #decide(Key)}.
   */
  public Optional<Decided> settled(Key key) {
    return switch (rule(key)) {
      case Ruling.Settled settled -> Optional.of(settled.decided());
      case Ruling.Open _ -> Optional.empty();
    };
  }

  /** {@link #decide(Key)} without words, which is faster; empty if the value decides. */
  Optional<Placement> placement(Key key) {
    return switch (rule(key)) {
      case Ruling.Settled settled -> Optional.of(settled.decided().placement());
      case Ruling.Open _ -> Optional.empty();
    };
  }

  /** {@link #decide(Key, Value)} without words, which is faster. */
  Placement placement(Key key, Value value) {
    return switch (rule(key)) {
      case Ruling.Settled settled -> settled.decided().placement();
      case Ruling.Open open ->
          StoredValue.read(value) instanceof StoredValue.Plain plain
              ? plain(open, value, plain.meta()).placement()
              : open.course().last().placement();
    };
  }

  private Decided unread(Course course, String why) {
    return new Decided(
        course.last().placement(),
        "%s; its value %s, so this could not be told: %s"
            .formatted(course.last().reason(), why, question(course)));
  }

  private Decided plain(Ruling.Open open, Value value, ObjectMeta meta) {
    Decided decided =
        open.course().decide(new ReadObject(open.resource(), meta, value, this::isAbsent));
    return decided.placement() == Placement.IN
        ? followers.follow(meta.ownerReferences()).orElse(decided)
        : decided;
  }

  private boolean isAbsent(ObjectKey object) {
    Optional<Decided> ruled = prefixes.decide(object.under(registryPrefix));
    Ruling ruling = ruled.isPresent() ? new Ruling.Settled(ruled.get()) : rule(object);
    return ruling instanceof Ruling.Settled settled
        && settled.decided().placement() != Placement.IN;
  }

  /** What is said of keys as such. */
  private Optional<Decided> withoutObject(Key key) {
    if (!key.startsWith(registryPrefix)) {
      return Optional.of(keys.getOrDefault(key, outside));
    }
    return prefixes.decide(key);
  }

  private Ruling rule(Key key) {
    Optional<Ruling> ofFolder = folders.of(key);
    return ofFolder.isPresent() ? ofFolder.get() : ruleAlone(key);
  }

  private Optional<RulesByFolder.Folder<Ruling>> ruleOfFolder(Key folder) {
    Key other = folder.append(NOBODYS_NAME);
    Optional<ObjectKey> object = ObjectKey.parse(registryPrefix, other);
    boolean eachNameDecides =
        !folder.startsWith(registryPrefix)
            || prefixes.beginWithin(folder)
            || object.filter(it -> it.isNamespace() || it.api().equals(DEFINITIONS)).isPresent();
    if (eachNameDecides) {
      return Optional.empty();
    }
    List<Key> apart =
        object.stream()
            .flatMap(it -> rows.inOrder(it.api()).stream())
            .map(ResourceRule::condition)
            .flatMap(ScopeTable::beginning)
            .map(folder::append)
            .toList();
    return Optional.of(new RulesByFolder.Folder<>(apart, ruleAlone(other)));
  }

  private static Stream<String> beginning(Condition condition) {
    return switch (condition) {
      case Condition.OfKey ofKey -> ofKey.beginning().stream();
      case Condition.OfValue _ -> Stream.empty();
    };
  }

  private Ruling ruleAlone(Key key) {
    Optional<Decided> alone = withoutObject(key);
    if (alone.isPresent()) {
      return new Ruling.Settled(alone.get());
    }
    return ObjectKey.parse(registryPrefix, key)
        .map(this::rule)
        .orElseGet(() -> new Ruling.Settled(NO_OBJECT));
  }

  private Ruling rule(ObjectKey object) {
    Optional<Decided> excluded = object.belongsTo().flatMap(namespaces::out);
    if (excluded.isPresent()) {
      return new Ruling.Settled(excluded.get());
    }
    ApiResource resource = object.api();
    Course course = course(object, resource);
    boolean nothingToAsk = course.asked().isEmpty() && ownersQuestion.isEmpty();
    return course.isSettled() || nothingToAsk
        ? new Ruling.Settled(course.last())
        : new Ruling.Open(resource, course);
  }

  private Course course(ObjectKey object, ApiResource resource) {
    Optional<ResourceRule> rule = rules.of(resource);
    if (rule.isPresent()) {
      return Course.straight(rule.get().decided());
    }
    if (resource.equals(DEFINITIONS)) {
      Optional<Decided> defined = defined(object.name());
      if (defined.isPresent()) {
        return Course.straight(defined.get());
      }
    }
    List<ResourceRule> asked = new ArrayList<>();
    for (ResourceRule row : rows.inOrder(resource)) {
      switch (row.condition()) {
        case Condition.OfKey condition -> {
          if (condition.holds(object)) {
            return new Course(asked, row.decided());
          }
        }
        case Condition.OfValue _ -> asked.add(row);
      }
    }
    return new Course(asked, UNCONTESTED);
  }

  /** Why a definition is out, told by its name, {@code plural.group}. */
  private Optional<Decided> defined(String name) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    ApiResource resource = new ApiResource(name.substring(dot + 1), name.substring(0, dot));
    return rules
        .of(resource)
        .or(() ->
            rows.inOrder(resource).stream()
                .filter(row -> row.condition() instanceof Condition.Always)
                .findFirst())
        .map(ResourceRule::decided)
        .filter(decided -> decided.placement() == Placement.OUT)
        .map(
            decided -> new Decided(Placement.OUT, "what it defines is out by " + decided.reason()));
  }

  private String question(Course course) {
    if (course.asked().isEmpty()) {
      return ownersQuestion;
    }
    List<String> parts = new ArrayList<>();
    for (ResourceRule rule : course.asked()) {
      parts.add(rule.placement().label() + " if " + rule.condition().words());
    }
    if (!ownersQuestion.isEmpty()) {
      parts.add(ownersQuestion);
    }
    return String.join("; ", parts);
  }
}
