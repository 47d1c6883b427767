package dev.etcdsync.guard;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Lineage;
import dev.etcdsync.model.Owner;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Objects that stay on the standby, and whose owner there a copy would make another object: its
 * garbage collector deletes them then. Used by one thread.
 */
public final class Ownership {
  /** So many are named; preflight names all. */
  private static final int NAMED = 5;

  private final Etcd primary;
  private final Etcd standby;
  private final Scope scope;
  private final Answers answers;

  /** Who names whom as owner. */
  private record Tie(Key dependent, String uid) {}

  /**
   * An object that would lose its owner.
   *
   * @param owner the owner's key, which the primary's object of that name takes
   * @param uid the owner's, as it is on the standby
   */
  public record Endangered(Key dependent, Key owner, String uid) {}

  /**
   * What was seen.
   *
   * @param endangered in order of their keys
   * @param unreadable how many objects stay whose owners cannot be read
   */
  public record Look(List<Endangered> endangered, long unreadable) {
    public Look {
      endangered = List.copyOf(endangered);
    }
  }

  public Ownership(Etcd primary, Etcd standby, Scope scope, Answers answers) {
    this.primary = primary;
    this.standby = standby;
    this.scope = scope;
    this.answers = answers;
  }

  /**
   * Looks at both sides as they are now, and refuses if anything on the standby is in danger.
   *
   * @param taken which owners matter
   * @throws EtcdException if a side does not answer
   */
  public Optional<Finding> finding(Predicate<Key> taken) {
    List<Endangered> endangered =
        look(staying()).endangered().stream().filter(it -> taken.test(it.owner())).toList();
    return endangered.isEmpty() ? Optional.empty() : Optional.of(finding(endangered));
  }

  private static Finding finding(List<Endangered> endangered) {
    Token token = Token.of(Guard.OWNERSHIP);
    for (Endangered it : endangered) {
      token = token.with(it.dependent()).with(it.owner()).with(it.uid());
    }
    String named =
        endangered.stream()
            .limit(NAMED)
            .map(it -> it.dependent() + " of " + it.owner())
            .collect(Collectors.joining(", "));
    int more = endangered.size() - NAMED;
    return new Finding(
        Guard.OWNERSHIP,
        "The standby's garbage collector would delete "
            + endangered.size()
            + " of the standby's own objects, because the primary has other objects in the place of"
            + " their owners: "
            + named
            + (more > 0 ? " and " + more + " more, which etcd-sync preflight names" : "")
            + "; nothing is copied; give them other owners, or take these owners out of scope, or,"
            + " if those objects may go, confirm it",
        Optional.of(token.text()));
  }

  /** Of the standby what a copy does not overwrite: out of scope, or not on the primary. */
  private List<Key> staying() {
    Listing here = Listing.begin(standby, Side.STANDBY, scope.range().from(), 0, answers);
    if (here.peek().isEmpty()) {
      return List.of();
    }
    Listing there = Listing.begin(primary, Side.PRIMARY, scope, 0, answers);
    List<Key> staying = new ArrayList<>();
    for (; here.peek().isPresent(); here.advance()) {
      Key key = here.peek().get().key();
      if (!scope.contains(key) || !isNext(key, there)) {
        staying.add(key);
      }
    }
    return staying;
  }

  private static boolean isNext(Key key, Listing listing) {
    while (listing.peek().filter(it -> it.key().compareTo(key) < 0).isPresent()) {
      listing.advance();
    }
    return listing.peek().map(KeyMeta::key).equals(Optional.of(key));
  }

  /**
   * Looks at those that stay.
   *
   * @param staying keys of the standby that a copy does not overwrite
   * @throws EtcdException if a side does not answer
   */
  public Look look(List<Key> staying) {
    Map<Key, List<Tie>> byOwner = new HashMap<>();
    long[] unreadable = {0};
    new FewAtATime(standby, Side.STANDBY, answers)
        .read(
            staying,
            0,
            (entry, position) ->
                entry.filter(it -> !collect(it, byOwner)).ifPresent(it -> unreadable[0]++));
    List<Key> owners = byOwner.keySet().stream().sorted().toList();
    Map<Key, String> coming = new HashMap<>();
    new FewAtATime(primary, Side.PRIMARY, answers)
        .read(
            owners,
            0,
            (entry, position) ->
                entry
                    .filter(it -> scope.placement(it.key(), it.value()) == Placement.IN)
                    .flatMap(this::uid)
                    .ifPresent(uid -> coming.put(owners.get(position), uid)));
    List<Key> overwritten = owners.stream().filter(coming::containsKey).toList();
    List<Endangered> endangered = new ArrayList<>();
    new FewAtATime(standby, Side.STANDBY, answers)
        .read(
            overwritten,
            0,
            (entry, position) -> {
              Key owner = overwritten.get(position);
              entry
                  .flatMap(this::uid)
                  .filter(uid -> !Optional.of(uid).equals(Optional.ofNullable(coming.get(owner))))
                  .ifPresent(uid ->
                      byOwner.getOrDefault(owner, List.of()).stream()
                          .filter(tie -> tie.uid.equals(uid))
                          .forEach(
                              tie -> endangered.add(new Endangered(tie.dependent, owner, uid))));
            });
    endangered.sort(Comparator.comparing(Endangered::dependent).thenComparing(Endangered::owner));
    return new Look(endangered, unreadable[0]);
  }

  /** Whether the object could be read. */
  private boolean collect(KeyValue entry, Map<Key, List<Tie>> byOwner) {
    Optional<List<Owner>> owners = scope.owners(entry.key(), entry.value());
    for (Owner owner : owners.orElse(List.of())) {
      for (Key place : owner.places()) {
        if (scope.contains(place)) {
          byOwner
              .computeIfAbsent(place, unknown -> new ArrayList<>())
              .add(new Tie(entry.key(), owner.uid()));
        }
      }
    }
    return owners.isPresent();
  }

  private Optional<String> uid(KeyValue entry) {
    return switch (scope.lineage(entry.key(), entry.value())) {
      case Lineage.Known known -> Optional.of(known.uid()).filter(uid -> !uid.isEmpty());
      case Lineage.Unreadable _ -> Optional.empty();
    };
  }
}
