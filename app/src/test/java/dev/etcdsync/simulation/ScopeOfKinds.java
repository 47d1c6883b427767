package dev.etcdsync.simulation;

import dev.etcdsync.model.Departure;
import dev.etcdsync.model.Encryption;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Lineage;
import dev.etcdsync.model.Owner;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.ScopeReader;
import dev.etcdsync.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All keys with a prefix, less some kinds of objects.
 *
 * @param leftOut what stands behind the prefix in the keys that are not replicated
 * @param byValue whether an object's value decides where it belongs: each update may change that
 */
public record ScopeOfKinds(Key prefix, Set<String> leftOut, boolean byValue) implements Scope {
  /** Begins values that are encrypted with a key of the name that follows. */
  public static final String ENCRYPTED = "encrypted";

  private static final String BY_VALUE = "by-value";

  static ScopeReader reader(Key prefix) {
    return description -> {
      Set<String> parts = new HashSet<>(List.of(description.split(",", -1)));
      boolean byValue = parts.remove(BY_VALUE);
      parts.remove("");
      return Optional.of(new ScopeOfKinds(prefix, parts, byValue));
    };
  }

  @Override
  public KeyRange range() {
    return KeyRange.prefix(prefix);
  }

  @Override
  public Optional<Placement> placement(Key key) {
    boolean within =
        key.startsWith(prefix)
            && leftOut.stream().noneMatch(kind -> key.startsWith(prefix.append(kind + "/")));
    if (!within) {
      return Optional.of(Placement.OUT);
    }
    return byValue ? Optional.empty() : Optional.of(Placement.IN);
  }

  @Override
  public Placement placement(Key key, Value value) {
    Optional<Placement> byKey = placement(key);
    if (byKey.isPresent()) {
      return byKey.get();
    }
    return switch (Math.floorMod(Arrays.hashCode(value.bytes()), 5)) {
      case 0 -> Placement.HELD;
      case 1 -> Placement.OUT;
      default -> Placement.IN;
    };
  }

  /** Values that begin with "owned " name themselves, and after a ">" what they need. */
  @Override
  public Lineage lineage(Key key, Value value) {
    String text = new String(value.bytes(), StandardCharsets.UTF_8);
    if (text.startsWith("sealed ") || text.startsWith(ENCRYPTED + " ")) {
      return new Lineage.Unreadable();
    }
    if (!text.startsWith("owned ")) {
      return new Lineage.Known("", List.of());
    }
    String[] words = text.split(" ", -1);
    List<String> after = words.length < 4 ? List.of() : List.of(words[3].split(",", -1));
    return new Lineage.Known(words[1], after);
  }

  /** Whoever has the uid "uid-NAME" is among the owned and has that name. */
  @Override
  public List<Owner> needs(Key key, Value value) {
    return switch (lineage(key, value)) {
      case Lineage.Known known ->
          known.after().stream()
              .map(uid ->
                  new Owner(uid, List.of(prefix.append("owned/" + uid.replaceFirst("^uid-", "")))))
              .toList();
      case Lineage.Unreadable _ -> List.of();
    };
  }

  /** Only those that garbage collectors know; there is none where anybody asks. */
  @Override
  public Optional<List<Owner>> owners(Key key, Value value) {
    return Optional.of(List.of());
  }

  @Override
  public Optional<Encryption> encryption(Key key, Value value) {
    String[] words = new String(value.bytes(), StandardCharsets.UTF_8).split(" ", -1);
    if (!words[0].equals(ENCRYPTED) || words.length < 3) {
      return Optional.empty();
    }
    String kind = key.without(prefix).toString().split("/", -1)[0];
    return Optional.of(new Encryption(prefix.append(kind + "/"), kind, "sealing:v1", words[1]));
  }

  /** What stands before a "|" was asked for; behind it stands what is going on. */
  @Override
  public Departure departure(Value onPrimary, Value onStandby) {
    return asked(onPrimary).equals(asked(onStandby))
        ? new Departure.OfStatus()
        : new Departure.OfContent(Optional.empty());
  }

  private static String asked(Value value) {
    return new String(value.bytes(), StandardCharsets.UTF_8).split("\\|", -1)[0];
  }

  @Override
  public String description() {
    Set<String> parts = new TreeSet<>(leftOut);
    if (byValue) {
      parts.add(BY_VALUE);
    }
    return String.join(",", parts);
  }
}
