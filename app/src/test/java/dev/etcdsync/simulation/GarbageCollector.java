package dev.etcdsync.simulation;

import dev.etcdsync.model.Change;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Revision;
import dev.etcdsync.simulation.OwnedObjects.Owned;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The standby's own garbage collector: within 50 ms it deletes what was written and has none of its
 * owners, as the one of Kubernetes does. It notes what it deleted that the primary still wants.
 */
public final class GarbageCollector {
  private static final Duration SOON = Duration.ofMillis(50);

  private final SimulatedWorld world;
  private final SimulatedStore primary;
  private final SimulatedStore standby;
  private final Map<Key, String> uids = new HashMap<>();
  private final List<String> wronglyDeleted = new ArrayList<>();
  private int together;
  private int apart;

  public GarbageCollector(SimulatedWorld world, SimulatedStore primary, SimulatedStore standby) {
    this.world = world;
    this.primary = primary;
    this.standby = standby;
    standby.observe((revision, author) -> {
      committed(revision);
      revision.changes().forEach(this::countAdopted);
    });
  }

  /** What it deleted though the primary has it, together with an owner; for people. */
  public List<String> wronglyDeleted() {
    return wronglyDeleted;
  }

  /** How many objects came in one transaction with the owner that adopted them on the primary. */
  public int together() {
    return together;
  }

  /** How many did not. */
  public int apart() {
    return apart;
  }

  private void countAdopted(Change change) {
    if (!(change instanceof Change.Put put && put.isCreation())) {
      return;
    }
    Optional<Owned> owner = Owned.read(put.entry().value());
    Optional<KeyValue> origin = primary.get(put.key());
    if (owner.isEmpty() || origin.isEmpty()) {
      return;
    }
    for (Key key : primary.keys(KeyRange.prefix(Key.of("/registry/")))) {
      KeyValue there = primary.get(key).orElseThrow();
      boolean adopted =
          there.createRevision() < origin.get().createRevision()
              && Owned.read(there.value())
                  .filter(it -> !it.sealed() && it.owners().equals(List.of(owner.get().uid())))
                  .isPresent();
      if (adopted && standby.get(key).isPresent()) {
        together++;
      } else if (adopted) {
        apart++;
      }
    }
  }

  private void committed(Revision revision) {
    for (Change change : revision.changes()) {
      if (!change.key().startsWith(Key.of("/registry/"))) {
        continue;
      }
      switch (change) {
        case Change.Delete delete -> uids.remove(delete.key());
        case Change.Put put ->
            Owned.read(put.entry().value())
                .ifPresent(owned -> {
                  uids.put(put.key(), owned.uid());
                  world.after(world.between(Duration.ZERO, SOON), () -> collect(put.entry()));
                });
      }
    }
  }

  private void collect(KeyValue written) {
    Optional<KeyValue> now = standby.get(written.key());
    if (now.map(KeyValue::modRevision).equals(Optional.of(written.modRevision()))
        && isOrphan(written, uids)) {
      if (isWanted(written)) {
        wronglyDeleted.add(
            "%s at %s, written at %d: %s"
                .formatted(
                    written.key(),
                    world.now(),
                    written.modRevision(),
                    new String(written.value().bytes(), StandardCharsets.UTF_8)));
      }
      standby.delete(written.key(), this);
    }
  }

  private static boolean isOrphan(KeyValue entry, Map<Key, String> present) {
    List<String> owners = Owned.read(entry.value()).orElseThrow().owners();
    return !owners.isEmpty() && owners.stream().noneMatch(present::containsValue);
  }

  private boolean isWanted(KeyValue entry) {
    Map<Key, String> there = new HashMap<>();
    for (Key key : primary.keys(KeyRange.prefix(Key.of("/registry/")))) {
      primary
          .get(key)
          .flatMap(kv -> Owned.read(kv.value()))
          .ifPresent(owned -> there.put(key, owned.uid()));
    }
    String uid = Owned.read(entry.value()).orElseThrow().uid();
    return uid.equals(there.get(entry.key())) && !isOrphan(entry, there);
  }

  @Override
  public String toString() {
    return "collector";
  }
}
