package dev.etcdsync.simulation;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Objects that own each other, as they come to be on a primary: with one owner or two, several
 * levels deep, adopted by owners that are younger than they, and deleted together with what they
 * own. Some cannot be read: these own nothing, as Secrets do; or all of them, and then none is
 * adopted, since nobody could tell.
 */
public final class OwnedObjects {
  private static final KeyRange ALL = KeyRange.prefix(Key.of("/registry/owned/"));

  private final SimulatedStore primary;
  private final Random random;
  private final boolean allSealed;
  private int made;

  public OwnedObjects(SimulatedWorld world, SimulatedStore primary, boolean allSealed) {
    this.allSealed = allSealed;
    this.primary = primary;
    this.random = world.random();
  }

  /**
   * What a value says.
   *
   * @param sealed whether the engine cannot read it
   */
  record Owned(boolean sealed, String uid, List<String> owners) {
    static Optional<Owned> read(Value value) {
      String text = new String(value.bytes(), StandardCharsets.UTF_8);
      boolean sealed = text.startsWith("sealed ");
      String[] words = text.substring(sealed ? "sealed ".length() : 0).split(" ", -1);
      if (!words[0].equals("owned")) {
        return Optional.empty();
      }
      List<String> owners = words.length < 5 ? List.of() : Arrays.asList(words[3].split(",", -1));
      return Optional.of(new Owned(sealed, words[1], owners));
    }

    Value write(int version) {
      String after = owners.isEmpty() ? "" : " > " + String.join(",", owners);
      return Value.of((sealed ? "sealed " : "") + "owned " + uid + after + " v" + version);
    }
  }

  /** Does one thing. */
  public void step() {
    List<KeyValue> present = present();
    int what = present.isEmpty() ? 0 : random.nextInt(12);
    if (what < 2) {
      create(List.of(), sealed());
    } else if (what < 7) {
      create(owners(present), sealed());
    } else if (what < 9 && !allSealed) {
      adopt(any(present));
    } else if (what < 11) {
      KeyValue entry = any(present);
      put(entry.key(), Owned.read(entry.value()).orElseThrow());
    } else {
      deleteWithDependents(any(present));
    }
  }

  private List<KeyValue> present() {
    return primary.keys(ALL).stream().flatMap(key -> primary.get(key).stream()).toList();
  }

  private KeyValue any(List<KeyValue> present) {
    return present.get(random.nextInt(present.size()));
  }

  private List<String> owners(List<KeyValue> present) {
    return Stream.of(any(present), any(present))
        .limit(1 + random.nextInt(2))
        .map(entry -> Owned.read(entry.value()).orElseThrow())
        .filter(owner -> allSealed || !owner.sealed())
        .map(Owned::uid)
        .distinct()
        .toList();
  }

  private boolean sealed() {
    return allSealed || random.nextInt(6) == 0;
  }

  private Owned create(List<String> owners, boolean sealed) {
    // Names say nothing of the order in which the objects were created.
    String name = random.nextInt(1_000_000) + "-" + ++made;
    Owned owned = new Owned(sealed, "uid-" + name, owners);
    put(Key.of("/registry/owned/" + name), owned);
    return owned;
  }

  /** Gives an object an owner that did not exist when it was made. */
  private void adopt(KeyValue entry) {
    Owned owned = Owned.read(entry.value()).orElseThrow();
    Owned owner = create(List.of(), false);
    List<String> owners = new ArrayList<>(owned.owners());
    owners.add(owner.uid());
    put(entry.key(), new Owned(owned.sealed(), owned.uid(), owners));
  }

  private void put(Key key, Owned owned) {
    primary.put(key, owned.write(primary.revision() > 0 ? (int) primary.revision() : 0), this);
  }

  /** As a background deletion does: the owner goes first, and the collector follows. */
  private void deleteWithDependents(KeyValue entry) {
    primary.delete(entry.key(), this);
    List<KeyValue> rest = present();
    List<String> uids =
        rest.stream()
            .map(other -> Owned.read(other.value()).orElseThrow().uid())
            .collect(Collectors.toList());
    for (KeyValue other : rest) {
      List<String> owners = Owned.read(other.value()).orElseThrow().owners();
      if (!owners.isEmpty() && owners.stream().noneMatch(uids::contains)) {
        deleteWithDependents(other);
        return;
      }
    }
  }

  @Override
  public String toString() {
    return "owned";
  }
}
