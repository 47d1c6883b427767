package dev.etcdsync.preflight;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.kube.ObjectKey;
import dev.etcdsync.kube.ScopeTable;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * The keys of both sides, gone through together once, without values: how many may be in scope,
 * some of each resource to look at closer, and what of the standby's a copy would leave as it is.
 */
final class BothSides {
  private static final String SERVICES = "services/specs";

  /** To look at more of a resource tells hardly more. */
  private static final int SAMPLE = 20;

  private final ScopeTable table;
  private final Key registryPrefix;
  private final Map<String, Resource> resources = new TreeMap<>();
  private final List<Key> services = new ArrayList<>();
  private final List<Key> staying = new ArrayList<>();
  private final List<Key> stayingServices = new ArrayList<>();
  private final Random random = new Random(1);
  private long inScope;

  private BothSides(ScopeTable table, Key registryPrefix) {
    this.table = table;
    this.registryPrefix = registryPrefix;
  }

  /** What there is of a resource on the primary that may be in scope, by its keys. */
  static final class Resource {
    private final List<Key> sample = new ArrayList<>();
    private long keys;
    private long held;

    long keys() {
      return keys;
    }

    /** So many of them are held, whatever their values. */
    long held() {
      return held;
    }

    List<Key> sample() {
      return sample;
    }

    private void add(Key key, boolean isHeld, Random random) {
      keys++;
      held += isHeld ? 1 : 0;
      if (sample.size() < SAMPLE) {
        sample.add(key);
      } else {
        long at = random.nextLong(keys);
        if (at < SAMPLE) {
          sample.set((int) at, key);
        }
      }
    }
  }

  /** Lists both sides as they are now. */
  static BothSides list(
      Etcd primary, Etcd standby, ScopeTable table, Key registryPrefix, Answers answers) {
    BothSides sides = new BothSides(table, registryPrefix);
    Listing there = Listing.begin(primary, Side.PRIMARY, registryPrefix, 0, answers);
    Listing here = Listing.begin(standby, Side.STANDBY, registryPrefix, 0, answers);
    while (there.peek().isPresent() || here.peek().isPresent()) {
      int order = order(there.peek(), here.peek());
      if (order <= 0) {
        there.peek().ifPresent(key -> sides.onPrimary(key.key()));
      }
      if (order >= 0) {
        here.peek().ifPresent(key -> sides.onStandby(key.key(), order == 0));
        here.advance();
      }
      if (order <= 0) {
        there.advance();
      }
    }
    return sides;
  }

  private static int order(Optional<KeyMeta> there, Optional<KeyMeta> here) {
    if (there.isEmpty()) {
      return 1;
    }
    return here.map(it -> there.get().key().compareTo(it.key())).orElse(-1);
  }

  private Optional<Placement> placement(Key key) {
    return table.settled(key).map(decided -> decided.placement());
  }

  private void onPrimary(Key key) {
    Optional<Placement> placement = placement(key);
    if (placement.equals(Optional.of(Placement.OUT))) {
      return;
    }
    inScope++;
    String resource =
        ObjectKey.parse(registryPrefix, key).map(ObjectKey::storedAs).orElse("(other keys)");
    resources
        .computeIfAbsent(resource, name -> new Resource())
        .add(key, placement.equals(Optional.of(Placement.HELD)), random);
    if (resource.equals(SERVICES)) {
      services.add(key);
    }
  }

  private void onStandby(Key key, boolean both) {
    if (both && !placement(key).equals(Optional.of(Placement.OUT))) {
      return;
    }
    staying.add(key);
    if (ObjectKey.parse(registryPrefix, key)
        .filter(object -> object.storedAs().equals(SERVICES))
        .isPresent()) {
      stayingServices.add(key);
    }
  }

  /** Keys of the primary that may be in scope. */
  long inScope() {
    return inScope;
  }

  Map<String, Resource> resources() {
    return resources;
  }

  /** Services of the primary that may be in scope. */
  List<Key> services() {
    return services;
  }

  /** What of the standby's a copy does not overwrite: out of scope, or not on the primary. */
  List<Key> staying() {
    return staying;
  }

  List<Key> stayingServices() {
    return stayingServices;
  }
}
