package dev.etcdsync.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Watches every commit on the standby and holds it against the primary's own history. It knows the
 * engine's documents from the outside only, as JSON, and shares no code with the engine.
 */
public final class Judge {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How many commits a violation shows: {@code -Dsimulation.trace=N} for more. */
  private static final int REMEMBERED = Integer.getInteger("simulation.trace", 30);

  private final SimulatedWorld world;
  private SimulatedStore primary;
  private final SimulatedStore standby;
  private final KeyRange range;
  private final Key root;

  /** For every key and value that the primary ever had: when. */
  private final Map<KeyValueText, List<KeyValue>> sources = new HashMap<>();

  /** For every key that the engine wrote: as of which primary revision. */
  private final Map<Key, Long> applied = new HashMap<>();

  /** Keys that somebody else wrote last, and the checkpoint's revision then; -1: not comparable. */
  private final Map<Key, Long> foreign = new HashMap<>();

  /** Keys on the standby that the engine wrote since they came to be. */
  private final Set<Key> replicated = new HashSet<>();

  /** Keys that changed on either side since the last comparison, and those that differed then. */
  private Set<Key> suspects = new HashSet<>();

  private final Map<Sealed, Set<Key>> sent = new HashMap<>();
  private final Deque<Traced> trace = new ArrayDeque<>();

  private Optional<Object> holder = Optional.empty();
  private long epoch;
  private Position position = new Position.None();
  private Set<Key> parts = new HashSet<>();
  private Predicate<Key> wanted = key -> true;
  private BiFunction<Key, Value, Placement> placement = (key, value) -> Placement.IN;

  /** Where updates have moved an object: who comes in by one does not come in order of creation. */
  private final Map<Key, Set<Optional<Key>>> places = new HashMap<>();

  private boolean staleMayStay;

  /** By the standby's keys: an object that is held stands under another key than its own. */
  private NavigableMap<Key, Value> expected = new TreeMap<>();

  /** For every key of the standby: the primary's last revision that concerned it. */
  private final Map<Key, Long> concerned = new HashMap<>();

  private long expectedAt = 1;
  private int copies;
  private int moves;
  private int inParts;

  private record Traced(Instant time, Revision revision, Object author) {}

  private record KeyValueText(Key key, Value value) {}

  private record Sealed(Object author, long checkpoint) {}

  /** What the checkpoint claims, as this judge reads it. */
  private sealed interface Position {
    record None() implements Position {}

    record Copying() implements Position {}

    record At(long revision) implements Position {}

    record Within(long revision, long next, int applied, int total) implements Position {}
  }

  public Judge(
      SimulatedWorld world,
      SimulatedServer primary,
      SimulatedServer standby,
      KeyRange range,
      String link) {
    this.world = world;
    this.standby = standby.store();
    this.range = range;
    this.root = Key.of("/etcd-sync/" + link + "/");
    primaryIs(primary.store());
    this.standby.observe(this::committed);
    for (Revision revision : this.standby.history()) {
      suspect(revision);
      touchedByOthers(revision);
    }
    standby.observeSent(this::sent);
  }

  /** From the next copy on the standby is to equal another primary. */
  public final void primaryIs(SimulatedStore next) {
    primary = next;
    sources.clear();
    places.clear();
    applied.clear();
    suspects.addAll(expected.keySet());
    expected = new TreeMap<>();
    expectedAt = 1;
    next.observe((revision, author) -> {
      if (next == primary) {
        learn(revision);
      }
    });
    next.history().forEach(this::learn);
  }

  /** From the next engine on these keys are to be replicated; to be called while none runs. */
  public void scopeIs(Predicate<Key> next, BiFunction<Key, Value, Placement> nextPlacement) {
    wanted = next;
    placement = nextPlacement;
    for (Key key : primary.keys(range)) {
      suspects.add(key);
      suspects.add(held(key));
    }
    suspects.addAll(standby.keys(range));
    suspects.addAll(standby.keys(KeyRange.prefix(held())));
    suspects.removeIf(key -> !isReplica(key));
    expected = new TreeMap<>();
    expectedAt = 1;
    places.clear();
    sources.clear();
    primary.history().forEach(this::learn);
  }

  private Key held() {
    return root.append("held/");
  }

  private Key held(Key key) {
    return held().append(key);
  }

  private boolean isHeld(Key onStandby) {
    return onStandby.startsWith(held());
  }

  /** The primary's key of something that is in its place, or held. */
  private Key origin(Key onStandby) {
    return isHeld(onStandby) ? onStandby.without(held()) : onStandby;
  }

  /** Whether what stands under this key of the standby is, or may be, an object of the primary. */
  private boolean isReplica(Key onStandby) {
    return inScope(origin(onStandby));
  }

  /** Under which of the standby's keys an object belongs, if anywhere. */
  private Optional<Key> place(Key key, Value value) {
    return switch (placement.apply(key, value)) {
      case IN -> Optional.of(key);
      case HELD -> Optional.of(held(key));
      case OUT -> Optional.empty();
    };
  }

  /**
   * To be called when the standby's history may have been compacted while nobody watched it: then a
   * stale key cannot be told from a local one, and may stay.
   */
  public void staleMayStay() {
    staleMayStay = true;
  }

  /** How many copies have come to their end. */
  public int copies() {
    return copies;
  }

  /** How often the checkpoint was moved to a later revision while following. */
  public int moves() {
    return moves;
  }

  /** How many transactions carried a part of a revision. */
  public int parts() {
    return inParts;
  }

  public long epoch() {
    return epoch;
  }

  public boolean isFollowing() {
    return position instanceof Position.At;
  }

  /** The primary revision that the checkpoint claims; 0 if it claims none. */
  public long revision() {
    return position instanceof Position.At at ? at.revision() : 0;
  }

  /** Whether the standby has everything that the primary has now. */
  public boolean isLevel() {
    return position instanceof Position.At at && at.revision() >= lastInScope();
  }

  private long lastInScope() {
    List<Revision> history = primary.history();
    for (int i = history.size() - 1; i >= 0; i--) {
      if (history.get(i).changes().stream().anyMatch(change -> inScope(change.key()))) {
        return history.get(i).number();
      }
    }
    return 0;
  }

  /** The keys that the engine wrote on the standby and the primary does not have now. */
  public Set<Key> stale() {
    Set<Key> stale = new HashSet<>();
    for (Key key : replicated) {
      Optional<Key> place = primary.get(key).flatMap(entry -> place(key, entry.value()));
      if (inScope(key) && !place.equals(Optional.of(key))) {
        stale.add(key);
      }
    }
    return stale;
  }

  /** What happened last on the standby, for people. */
  public String trace() {
    return trace.stream().map(this::line).collect(Collectors.joining("\n"));
  }

  private boolean inScope(Key key) {
    return isReplicable(key) && wanted.test(key);
  }

  private boolean isReplicable(Key key) {
    return range.contains(key) && !key.startsWith(Key.of("/etcd-sync/"));
  }

  private void learn(Revision revision) {
    for (Change change : revision.changes()) {
      if (change instanceof Change.Put put) {
        sources
            .computeIfAbsent(
                new KeyValueText(put.key(), put.entry().value()), unknown -> new ArrayList<>())
            .add(put.entry());
        places
            .computeIfAbsent(put.key(), unknown -> new HashSet<>())
            .add(place(put.key(), put.entry().value()));
      }
    }
  }

  private void committed(Revision revision, Object author) {
    remember(revision, author);
    suspect(revision);
    if (author instanceof SimulatedProcess) {
      byEngine(revision, author);
    } else {
      touchedByOthers(revision);
    }
  }

  private void suspect(Revision revision) {
    for (Change change : revision.changes()) {
      if (isReplica(change.key())) {
        suspects.add(change.key());
      }
    }
  }

  private void touchedByOthers(Revision revision) {
    for (Change change : revision.changes()) {
      Key key = change.key();
      if (!isReplicable(origin(key))) {
        continue;
      }
      foreign.put(key, position instanceof Position.At at ? at.revision() : -1L);
      switch (change) {
        case Change.Delete delete -> replicated.remove(key);
        case Change.Put put -> {
          if (put.isCreation()) {
            replicated.remove(key);
          }
        }
      }
    }
  }

  private void byEngine(Revision revision, Object author) {
    Optional<JsonNode> fence = document(revision, "fence");
    if (fence.isPresent()) {
      require(revision.changes().size() == 1, "a claim writes more than the fence");
      long next = fence.get().path("epoch").asLong();
      require(next == epoch + 1, "the epoch goes from " + epoch + " to " + next);
      epoch = next;
      holder = Optional.of(author);
      return;
    }
    require(
        holder.equals(Optional.of(author)),
        author + " writes, but the holder is " + holder.map(Object::toString).orElse("nobody"));
    require(
        revision.changes().stream().anyMatch(change -> change.key().startsWith(root)),
        "a transaction of ours cannot be told from a foreign one");
    for (Change change : revision.changes()) {
      require(
          isReplica(change.key()) || change.key().startsWith(root),
          "a key out of scope was written: " + change.key());
    }
    Position before = position;
    Optional<Position> after = document(revision, "checkpoint").map(this::position);
    Set<Key> may = allowed(before, after);
    for (Change change : revision.changes()) {
      if (isReplica(change.key())) {
        judge(change, before, after, may);
      }
    }
    after.ifPresent(next -> moved(before, next, revision));
  }

  /** What a transaction may write that goes from one position to another while following. */
  private Set<Key> allowed(Position before, Optional<Position> after) {
    if (after.isEmpty()) {
      return Set.of();
    }
    if (after.get() instanceof Position.At to) {
      if (before instanceof Position.At from) {
        return changed(from.revision(), to.revision());
      }
      if (before instanceof Position.Within within) {
        Set<Key> keys = changed(within.revision(), to.revision());
        if (to.revision() == within.next()) {
          keys.removeAll(parts);
        }
        return keys;
      }
    }
    if (after.get() instanceof Position.Within to) {
      Set<Key> keys = changed(to.next() - 1, to.next());
      keys.removeAll(parts);
      return keys;
    }
    return Set.of();
  }

  private Set<Key> changed(long after, long upTo) {
    Set<Key> keys = new HashSet<>();
    for (long number = after + 1; number <= Math.min(upTo, primary.revision()); number++) {
      primary
          .revision(number, range)
          .ifPresent(revision -> revision.changes().forEach(change -> keys.add(change.key())));
    }
    keys.removeIf(key -> !inScope(key));
    return keys;
  }

  /** What others have written over is written back as the primary had it at the checkpoint. */
  private boolean isHeal(Change change, Position before) {
    return before instanceof Position.At at
        && change instanceof Change.Put put
        && foreign.containsKey(put.key())
        && Optional.ofNullable(primary.at(at.revision()).get(origin(put.key())))
            .filter(entry -> entry.value().equals(put.entry().value()))
            .isPresent();
  }

  private void judge(Change change, Position before, Optional<Position> after, Set<Key> may) {
    Key at = change.key();
    Key key = origin(at);
    boolean copying = before instanceof Position.Copying || before instanceof Position.None;
    if (!copying) {
      require(
          may.contains(key) || isHeal(change, before),
          "%s is written while following, though neither the primary nor anybody else changed it"
              .formatted(key));
    }
    switch (change) {
      case Change.Put put -> {
        List<KeyValue> known =
            sources.getOrDefault(new KeyValueText(key, put.entry().value()), List.of());
        require(!known.isEmpty(), key + " gets a value that the primary never had");
        require(
            place(key, put.entry().value()).equals(Optional.of(at)),
            "a value that does not belong there was written to " + at);
        long last = applied.getOrDefault(key, 0L);
        Optional<KeyValue> source =
            known.stream().filter(entry -> entry.modRevision() >= last).findFirst();
        require(
            source.isPresent(),
            "%s goes back from the primary's revision %d to %d"
                .formatted(key, last, known.getLast().modRevision()));
        applied.put(key, source.get().modRevision());
        if (!isHeld(at)) {
          replicated.add(key);
        }
      }
      case Change.Delete delete -> {
        if (isHeld(at)) {
          break;
        }
        if (copying) {
          require(replicated.contains(key), "local surplus was deleted: " + key);
        } else {
          require(
              stood(key, before, after.orElseThrow()),
              "deleted, though the primary's object did not belong there: " + key);
        }
        replicated.remove(key);
      }
    }
    foreign.remove(at);
  }

  /** Whether an object of the primary belonged in its own place at some time on the way. */
  private boolean stood(Key key, Position before, Position after) {
    long from = revision(before);
    long to = after instanceof Position.Within within ? within.next() : revision(after);
    for (long number = from; number < to; number++) {
      if (stoodAt(key, number)) {
        return true;
      }
    }
    return false;
  }

  /** Whether at a revision an object of the primary belonged under this key of the standby. */
  private boolean stoodAt(Key onStandby, long number) {
    Key key = origin(onStandby);
    return primary
        .find(key, number)
        .flatMap(entry -> place(key, entry.value()))
        .equals(Optional.of(onStandby));
  }

  private static long revision(Position position) {
    return switch (position) {
      case Position.At at -> at.revision();
      case Position.Within within -> within.revision();
      case Position.None none -> 0;
      case Position.Copying copying -> 0;
    };
  }

  private void moved(Position before, Position after, Revision revision) {
    position = after;
    switch (after) {
      case Position.None none -> throw new IllegalStateException("no position");
      case Position.Copying copying -> foreign.replaceAll((key, at) -> -1L);
      case Position.At at -> {
        require(
            at.revision() <= primary.revision(),
            "the checkpoint is ahead of the primary: " + at.revision());
        switch (before) {
          case Position.None none -> throw violation("following begins without a copy");
          case Position.Copying copying -> copies++;
          case Position.At from -> {
            require(at.revision() >= from.revision(), "the checkpoint goes back");
            if (at.revision() > from.revision()) {
              moves++;
            }
          }
          case Position.Within within ->
              require(at.revision() >= within.next(), "a revision in parts is left unfinished");
        }
        parts = new HashSet<>();
        compare(revision(before), at.revision());
      }
      case Position.Within within -> {
        inParts++;
        within(before, within, revision);
      }
    }
  }

  private void within(Position before, Position.Within within, Revision revision) {
    Set<Key> all = changed(within.next() - 1, within.next());
    require(
        within.total() == all.size(),
        "revision %d has %d changes in scope, not %d"
            .formatted(within.next(), all.size(), within.total()));
    int appliedBefore = 0;
    switch (before) {
      case Position.At at -> {
        require(
            changed(at.revision(), within.next() - 1).isEmpty(),
            "revisions before the one in parts are not applied");
      }
      case Position.Within last -> {
        require(last.next() == within.next(), "two revisions are applied in part");
        appliedBefore = last.applied();
      }
      case Position.None none -> throw violation("a part without a copy");
      case Position.Copying copying -> throw violation("a part while copying");
    }
    require(within.applied() >= appliedBefore, "a part is taken back");
    require(within.applied() < within.total(), "a whole revision is called a part");
    for (Change change : revision.changes()) {
      if (isReplica(change.key())) {
        parts.add(origin(change.key()));
      }
    }
    require(
        parts.size() <= within.applied(),
        "%d keys were written, the checkpoint says %d".formatted(parts.size(), within.applied()));
    NavigableMap<Key, Value> old = primaryAt(within.next() - 1);
    NavigableMap<Key, Value> young = new TreeMap<>(old);
    apply(young, within.next());
    Set<Key> keys = new HashSet<>(young.keySet());
    keys.addAll(old.keySet());
    keys.addAll(standby.keys(range));
    keys.addAll(standby.keys(KeyRange.prefix(held())));
    for (Key key : keys) {
      Optional<Value> is = standby.get(key).map(KeyValue::value);
      if (isReplica(key)
          && !foreign.containsKey(key)
          && !is.equals(Optional.ofNullable(old.get(key)))
          && !is.equals(Optional.ofNullable(young.get(key)))) {
        throw violation(
            "%s is neither as before nor as after revision %d".formatted(key, within.next()));
      }
    }
  }

  private void compare(long before, long revision) {
    NavigableMap<Key, Value> wanted = primaryAt(revision);
    Set<Key> differing = new HashSet<>();
    for (Key key : suspects) {
      Optional<Value> is = standby.get(key).map(KeyValue::value);
      Optional<Value> should = Optional.ofNullable(wanted.get(key));
      if (!is.equals(should)) {
        differs(key, is, should, before, revision);
        differing.add(key);
      }
    }
    suspects = differing;
  }

  private void differs(
      Key key, Optional<Value> is, Optional<Value> should, long before, long revision) {
    Long touched = foreign.get(key);
    if (touched != null) {
      // What came and went between two checkpoints may leave the standby's own as it is.
      boolean toBeDone = should.isPresent() || stoodAt(key, before);
      if (toBeDone && touched >= 0 && concerned.getOrDefault(key, 0L) > touched) {
        throw violation(
            "%s was changed on the standby, and the primary's next change was not applied"
                .formatted(key));
      }
    } else if (should.isPresent() || !staleMayStay) {
      throw violation(
          "at the checkpoint's revision %d %s is %s, but should be %s"
              .formatted(revision, key, text(is), text(should)));
    }
  }

  /** The primary's state at a revision; asked for in rising order, mostly. */
  private NavigableMap<Key, Value> primaryAt(long revision) {
    if (revision < expectedAt) {
      suspects.addAll(expected.keySet());
      expected = new TreeMap<>();
      expectedAt = 1;
    }
    for (; expectedAt < revision; expectedAt++) {
      apply(expected, expectedAt + 1);
    }
    return expected;
  }

  private void apply(NavigableMap<Key, Value> state, long number) {
    for (Change change : primary.history().get((int) number - 2).changes()) {
      if (inScope(change.key())) {
        Key key = change.key();
        Key held = held(key);
        suspects.add(key);
        suspects.add(held);
        for (Key place : List.of(key, held)) {
          if (state.remove(place) != null) {
            concerned.put(place, number);
          }
        }
        if (change instanceof Change.Put put) {
          place(key, put.entry().value())
              .ifPresent(place -> {
                state.put(place, put.entry().value());
                concerned.put(place, number);
              });
        }
      }
    }
  }

  /**
   * A copy sends in order of creation: whatever is older than a key that it creates is there, or
   * was sent since the last seal, unless it may wait.
   */
  private void sent(Txn txn, Object author) {
    if (!(position instanceof Position.Copying) || !holder.equals(Optional.of(author))) {
      return;
    }
    if (txn.then().stream().anyMatch(op -> op.key().equals(root.append("fence")))) {
      return;
    }
    long checkpoint =
        txn.compares().stream()
            .filter(compare -> compare.key().equals(root.append("checkpoint")))
            .findFirst()
            .orElseThrow(() -> violation("a transaction does not compare the checkpoint"))
            .modRevision();
    Set<Key> since =
        sent.computeIfAbsent(new Sealed(author, checkpoint), unknown -> new HashSet<>());
    long youngest = 0;
    for (Op op : txn.then()) {
      if (op instanceof Op.Put put && isReplica(put.key())) {
        Key key = origin(put.key());
        since.add(put.key());
        if (standby.get(put.key()).isEmpty()) {
          youngest =
              Math.max(
                  youngest,
                  sources.getOrDefault(new KeyValueText(key, put.value()), List.of()).stream()
                      .mapToLong(KeyValue::createRevision)
                      .min()
                      .orElse(0));
        }
      }
    }
    for (Key key : primary.keys(range)) {
      KeyValue entry = primary.get(key).orElseThrow();
      long created = entry.createRevision();
      Optional<Key> place = place(key, entry.value());
      if (created < youngest
          && inScope(key)
          && place.isPresent()
          && places.getOrDefault(key, Set.of()).size() == 1
          && !foreign.containsKey(key)
          && !mayWait(entry)
          && !since.contains(key)
          && !since.contains(held(key))
          && standby.get(key).isEmpty()
          && standby.get(held(key)).isEmpty()) {
        throw violation(
            "a key created at %d is written before %s, created at %d"
                .formatted(youngest, key, created));
      }
    }
  }

  /** What has owners may wait for them, and what cannot be read for everything else. */
  private static boolean mayWait(KeyValue entry) {
    return OwnedObjects.Owned.read(entry.value())
        .filter(owned -> owned.sealed() || !owned.owners().isEmpty())
        .isPresent();
  }

  private Optional<JsonNode> document(Revision revision, String name) {
    for (Change change : revision.changes()) {
      if (change.key().equals(root.append(name))) {
        if (change instanceof Change.Put put) {
          return Optional.of(parse(put.entry().value()));
        }
        throw violation("the " + name + " was deleted");
      }
    }
    return Optional.empty();
  }

  private JsonNode parse(Value value) {
    try {
      return JSON.readTree(value.bytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Position position(JsonNode document) {
    long revision = document.path("revision").asLong();
    return switch (document.path("phase").asText()) {
      case "copying" -> new Position.Copying();
      case "following" -> new Position.At(revision);
      case "applying" ->
          new Position.Within(
              revision,
              document.path("part").path("revision").asLong(),
              document.path("part").path("applied").asInt(),
              document.path("part").path("total").asInt());
      default -> throw violation("an unknown phase");
    };
  }

  private void remember(Revision revision, Object author) {
    trace.addLast(new Traced(world.now(), revision, author));
    if (trace.size() > REMEMBERED) {
      trace.removeFirst();
    }
  }

  private String line(Traced traced) {
    StringBuilder line = new StringBuilder();
    line.append(traced.time)
        .append(" rev ")
        .append(traced.revision.number())
        .append(' ')
        .append(traced.author);
    for (Change change : traced.revision.changes()) {
      String key = change.key().toString();
      line.append(' ');
      switch (change) {
        case Change.Delete delete -> line.append('-').append(key);
        case Change.Put put -> {
          line.append(key);
          if (key.endsWith("/checkpoint") || key.endsWith("/status")) {
            line.append('=').append(parse(put.entry().value()));
          } else if (inScope(put.key())) {
            line.append('=').append(text(Optional.of(put.entry().value())));
          }
        }
      }
    }
    return line.toString();
  }

  private static String text(Optional<Value> value) {
    if (value.isEmpty()) {
      return "absent";
    }
    String text = new String(value.get().bytes(), StandardCharsets.UTF_8);
    int end = text.indexOf('-', text.startsWith("foreign-") ? 8 : 0);
    return end < 0
        ? (text.length() > 20 ? text.length() + " bytes" : text)
        : text.substring(0, end);
  }

  private void require(boolean condition, String sentence) {
    if (!condition) {
      throw violation(sentence);
    }
  }

  private AssertionError violation(String sentence) {
    AssertionError error = new AssertionError(sentence + "\n" + trace());
    world.fail(error);
    return error;
  }
}
