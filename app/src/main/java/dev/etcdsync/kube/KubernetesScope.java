package dev.etcdsync.kube;

import dev.etcdsync.model.Departure;
import dev.etcdsync.model.Encryption;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Lineage;
import dev.etcdsync.model.Owner;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.ScopeRules;
import dev.etcdsync.model.Value;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the {@link ScopeTable} and the user's rules say, as the engine asks it. Immutable. */
public final class KubernetesScope implements Scope {
  private final ScopeTable table;
  private final KeyRange range;
  private final String description;

  private KubernetesScope(ScopeTable table, Key prefix, String description) {
    this.table = table;
    this.range = KeyRange.prefix(prefix);
    this.description = description;
  }

  /**
   * The scope of these rules.
   *
   * @param prefix the apiserver's {@code --etcd-prefix}; nothing outside it is replicated
   * @throws InvalidSetting for the first rule that cannot be used
   */
  public static KubernetesScope of(ScopeRules rules, String prefix) {
    Key registry = Key.of(prefix);
    return new KubernetesScope(ScopeTable.of(rules, registry), registry, describe(rules, prefix));
  }

  /** Reads a {@link #description}; empty if it is not one of this version's. */
  public static Optional<Scope> read(String description) {
    try {
      Map<String, String> parts = new LinkedHashMap<>();
      for (String line : description.split("\n", -1)) {
        int end = line.indexOf('=');
        parts.put(line.substring(0, end), line.substring(end + 1));
      }
      String prefix = decoded(parts.getOrDefault("prefix", ""));
      ScopeRules rules =
          new ScopeRules(
              list(parts, "namespaces.in"),
              list(parts, "namespaces.out"),
              list(parts, "resources.in"),
              list(parts, "resources.out"),
              list(parts, "resources.held"),
              list(parts, "prefixes.in"),
              list(parts, "prefixes.out"));
      return describe(rules, prefix).equals(description)
          ? Optional.of(of(rules, prefix))
          : Optional.empty();
    } catch (IllegalArgumentException | IndexOutOfBoundsException | InvalidSetting e) {
      return Optional.empty();
    }
  }

  private static String describe(ScopeRules rules, String prefix) {
    return String.join(
        "\n",
        "table=" + TableFile.digest(),
        "prefix=" + encoded(prefix),
        "namespaces.in=" + text(rules.namespacesIn()),
        "namespaces.out=" + text(rules.namespacesOut()),
        "resources.in=" + text(rules.resourcesIn()),
        "resources.out=" + text(rules.resourcesOut()),
        "resources.held=" + text(rules.resourcesHeld()),
        "prefixes.in=" + text(rules.prefixesIn()),
        "prefixes.out=" + text(rules.prefixesOut()));
  }

  /** Sorted, since their order means nothing. */
  private static String text(List<String> rules) {
    return rules.stream()
        .distinct()
        .sorted()
        .map(KubernetesScope::encoded)
        .collect(Collectors.joining(","));
  }

  private static List<String> list(Map<String, String> parts, String name) {
    return Arrays.stream(parts.getOrDefault(name, "").split(",", -1))
        .filter(part -> !part.isEmpty())
        .map(KubernetesScope::decoded)
        .toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** What decides, for whoever has to say why. */
  public ScopeTable table() {
    return table;
  }

  @Override
  public KeyRange range() {
    return range;
  }

  @Override
  public Optional<Placement> placement(Key key) {
    return table.placement(key);
  }

  @Override
  public Placement placement(Key key, Value value) {
    return table.placement(key, value);
  }

  /** Without its claim a volume is released, without its snapshot a content. */
  private static final Set<String> RELEASED_WITHOUT =
      Set.of("PersistentVolumeClaim", "VolumeSnapshot");

  @Override
  public Lineage lineage(Key key, Value value) {
    return switch (StoredValue.read(value)) {
      case StoredValue.Plain plain -> lineage(key, value, plain.meta());
      case StoredValue.Encrypted encrypted -> new Lineage.Unreadable();
      case StoredValue.Opaque opaque ->
          ValueForm.of(value.bytes()) == ValueForm.CBOR
              ? new Lineage.Unreadable()
              : new Lineage.Known("", List.of());
    };
  }

  private Lineage lineage(Key key, Value value, ObjectMeta meta) {
    List<String> after = new ArrayList<>();
    meta.ownerReferences().forEach(owner -> after.add(owner.uid()));
    releasedWithout(key, value).forEach(reference -> after.add(reference.uid()));
    after.removeIf(String::isEmpty);
    return new Lineage.Known(meta.uid(), after);
  }

  private Stream<ObjectReference> releasedWithout(Key key, Value value) {
    return ObjectKey.parse(range.from(), key)
        .flatMap(object -> ReferencedObjects.of(object.api(), value))
        .stream()
        .flatMap(List::stream)
        .filter(reference -> RELEASED_WITHOUT.contains(reference.kind()));
  }

  @Override
  public List<Owner> needs(Key key, Value value) {
    Stream<Owner> others =
        releasedWithout(key, value)
            .map(it -> new Owner(it.uid(), List.of(it.key().under(range.from()))));
    return Stream.concat(owners(key, value).orElse(List.of()).stream(), others)
        .filter(it -> !it.uid().isEmpty())
        .toList();
  }

  @Override
  public Optional<List<Owner>> owners(Key key, Value value) {
    if (!(StoredValue.read(value) instanceof StoredValue.Plain plain)) {
      return Optional.empty();
    }
    Optional<String> namespace = ObjectKey.parse(range.from(), key).flatMap(ObjectKey::namespace);
    return Optional.of(
        plain.meta().ownerReferences().stream()
            .map(owner ->
                new Owner(
                    owner.uid(),
                    OwnerPlaces.of(owner, namespace).stream()
                        .map(place -> place.under(range.from()))
                        .toList()))
            .toList());
  }

  @Override
  public Departure departure(Value onPrimary, Value onStandby) {
    return StatusFreeContent.isSame(onPrimary, onStandby)
        ? new Departure.OfStatus()
        : new Departure.OfContent(
            Writers.lastOnStandby(onPrimary, onStandby).map(FieldManager::printable));
  }

  @Override
  public Optional<Encryption> encryption(Key key, Value value) {
    if (ValueForm.of(value.bytes()) != ValueForm.ENCRYPTED
        || !(StoredValue.read(value) instanceof StoredValue.Encrypted encrypted)) {
      return Optional.empty();
    }
    return ObjectKey.parse(range.from(), key)
        .map(object ->
            new Encryption(
                object.folder(range.from()),
                object.storedAs(),
                encrypted.provider(),
                encrypted.keyName()));
  }

  @Override
  public String description() {
    return description;
  }
}
