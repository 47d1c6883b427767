package dev.etcdsync.real;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Replays what etcdctl recorded on both sides and says where the standby broke its promises. It
 * goes through the standby's history revision by revision:
 *
 * <ul>
 *   <li>a change in the scope is ours (a key under the link's prefix changes with it) or expected;
 *   <li>while following, a revision carries exactly the merged changes of the primary between its
 *       checkpoint and the one before, and afterwards the scope equals the primary's at the
 *       checkpoint;
 *   <li>a put that follows a deletion is never merged with it;
 *   <li>a revision of the primary is split only where it is large, in the order of the watch;
 *   <li>a copy writes only what the primary had, never older than what the key has already;
 *   <li>the checkpoint never goes back, the fence only up, and what names an epoch names the
 *       fence's;
 *   <li>nothing outside the scope and the link's prefix is touched.
 * </ul>
 *
 * One judge goes with one link and one history of each side; it goes on where it stopped.
 */
final class Judge {
  private static final long SMALL_BYTES = 256 * 1024;
  private static final int ENOUGH = 12;

  /** What the checkpoint says of the standby. */
  enum Phase {
    NONE,
    COPYING,
    FOLLOWING,
    APPLYING
  }

  private record Version(long revision, Value value) {}

  private final String scope;
  private final String own;
  private final History primary;
  private final History standby;
  private int smallChanges = 100;
  private Duration patience = Duration.ofSeconds(15);
  private Predicate<String> foreign = key -> false;
  private final Set<String> violations = new LinkedHashSet<>();

  // The primary: its changes in the scope, and how many of them the standby's checkpoint covers.
  private final List<Change> source = new ArrayList<>();
  private final Map<String, List<Version>> versions = new HashMap<>();
  private int primaryRead;
  private int position;
  private final Map<String, Value> expected = new HashMap<>();

  // The standby.
  private int standbyRead;
  private final Map<String, Value> everything = new TreeMap<>();
  private final Set<String> differing = new TreeSet<>();
  private Phase phase = Phase.NONE;
  private long checkpoint;
  private long highest;
  private long epoch;
  private String holder = "";
  private final Map<String, Integer> floor = new HashMap<>();

  /** Keys that a replaced primary left on the standby: they may be deleted. */
  private final Set<String> inherited = new HashSet<>();

  private long audited;

  // Figures.
  private long writes;
  private long deletions;
  private long transactions;
  private long parts;
  private long largest;

  Judge(String scope, String link, History primary, History standby) {
    this.scope = scope;
    this.own = "/etcd-sync/" + link + "/";
    this.primary = primary;
    this.standby = standby;
  }

  /** A revision with at most so many changes, and no big values, must be applied whole. */
  Judge small(int changes) {
    smallChanges = changes;
    return this;
  }

  /** How long the primary's record may be behind a checkpoint. */
  Judge patience(Duration chosen) {
    patience = chosen;
    return this;
  }

  /** Names keys in the scope that others may write on the standby. */
  Judge foreign(Predicate<String> keys) {
    foreign = foreign.or(keys);
    return this;
  }

  /**
   * Goes through the standby's record up to a revision, and fails when anything is wrong. The
   * primary's record must reach as far as what the standby had then.
   */
  void verify(long upTo) {
    audit(upTo);
    if (!violations.isEmpty()) {
      throw new AssertionError(
          "The judge found "
              + violations.size()
              + (violations.size() < ENOUGH ? "" : " or more")
              + " (standby audited up to revision "
              + audited
              + ", "
              + phase
              + " at "
              + checkpoint
              + "):\n"
              + String.join("\n", violations));
    }
  }

  /**
   * The same at a stop of the program, with what the standby really has: it must be what its record
   * tells, and, outside a copy, what the primary's record tells for the checkpoint. Both records
   * must reach as far.
   */
  void verify(Etcdctl.Content actual) {
    audit(actual.revision());
    compare("the standby", actual.keys(), "its record", everything);
    if (phase == Phase.FOLLOWING || phase == Phase.APPLYING) {
      compare("the standby's scope", scoped(actual.keys()), "the primary's", replayed());
    }
    verify(actual.revision());
  }

  /**
   * Takes the standby as it is at a revision, without judging how it became so: for a primary that
   * has been replaced.
   */
  void acceptUpTo(long revision) {
    for (Change change : standby.from(0)) {
      if (change.revision() > revision) {
        break;
      }
      standbyRead++;
      audited = change.revision();
      if (change.key().equals(own + "fence") && !change.deletion()) {
        takeFence(change);
      }
      applyToStandby(change);
    }
    phase = Phase.COPYING;
    inherited.addAll(scoped(everything).keySet());
  }

  /** What is wrong so far, after everything recorded has been gone through. */
  List<String> violations() {
    audit(Long.MAX_VALUE);
    return List.copyOf(violations);
  }

  Phase phase() {
    return phase;
  }

  /** The primary's revision in the last checkpoint that was audited. */
  long checkpoint() {
    return checkpoint;
  }

  /** How many puts and deletions in the scope our transactions made. */
  long writes() {
    return writes;
  }

  long deletions() {
    return deletions;
  }

  /** How many of our revisions changed the scope. */
  long transactions() {
    return transactions;
  }

  /** How many checkpoints said that a revision is applied in part. */
  long parts() {
    return parts;
  }

  long epoch() {
    return epoch;
  }

  String figures() {
    return "phase="
        + phase
        + " checkpoint="
        + checkpoint
        + " epoch="
        + epoch
        + " transactions="
        + transactions
        + " writes="
        + writes
        + " deletions="
        + deletions
        + " largest="
        + largest
        + " parts="
        + parts;
  }

  private void audit(long upTo) {
    List<Change> changes = standby.from(standbyRead);
    int from = 0;
    while (from < changes.size() && violations.size() < ENOUGH) {
      long revision = changes.get(from).revision();
      if (revision > upTo) {
        return;
      }
      int to = from;
      while (to < changes.size() && changes.get(to).revision() == revision) {
        to++;
      }
      auditRevision(revision, changes.subList(from, to));
      audited = revision;
      standbyRead += to - from;
      from = to;
    }
  }

  private void auditRevision(long revision, List<Change> changes) {
    List<Change> scoped = new ArrayList<>();
    List<Change> ours = new ArrayList<>();
    List<Change> other = new ArrayList<>();
    for (Change change : changes) {
      (change.key().startsWith(own) ? ours : change.key().startsWith(scope) ? scoped : other)
          .add(change);
    }
    if (ours.isEmpty()) {
      for (Change change : scoped) {
        if (!foreign.test(change.key())) {
          violation(revision, "written by somebody else: " + change);
        }
      }
    } else {
      if (!other.isEmpty()) {
        violation(revision, "out of scope, touched by us: " + other.getFirst());
      }
      auditOurs(revision, ours, scoped);
    }
    changes.forEach(this::applyToStandby);
    if (phase == Phase.FOLLOWING || phase == Phase.APPLYING) {
      for (String key : differing) {
        if (!foreign.test(key)) {
          violation(
              revision,
              "differs from the primary at "
                  + checkpoint
                  + ": "
                  + Text.show(key)
                  + " is "
                  + shown(everything.get(key))
                  + " instead of "
                  + shown(expected.get(key)));
        }
      }
    }
  }

  private void auditOurs(long revision, List<Change> ours, List<Change> scoped) {
    if (!scoped.isEmpty()) {
      transactions++;
      largest = Math.max(largest, scoped.size());
    }
    for (Change change : scoped) {
      writes++;
      deletions += change.deletion() ? 1 : 0;
    }
    JsonNode next = null;
    for (Change change : ours) {
      String name = change.key().substring(own.length());
      if (name.equals("fence")) {
        auditFence(revision, change);
      } else if (name.equals("checkpoint")) {
        next = json(revision, change);
      }
    }
    for (Change change : ours) {
      auditEpoch(revision, change);
    }
    if (next == null) {
      switch (phase) {
        case NONE -> scoped.forEach(c -> violation(revision, "before any checkpoint: " + c));
        case COPYING -> auditCopy(revision, scoped);
        // What is the standby's own may be deleted and restored by etcd-sync surplus.
        case FOLLOWING, APPLYING ->
            scoped.stream()
                .filter(c -> !foreign.test(c.key()))
                .forEach(c -> violation(revision, "without moving the checkpoint: " + c));
      }
      return;
    }
    auditCheckpoint(revision, next, scoped);
  }

  private void takeFence(Change change) {
    JsonNode fence = json(change.revision(), change);
    epoch = fence.path("epoch").asLong();
    holder = who(fence);
  }

  private static String who(JsonNode fence) {
    return fence.path("holder").asText() + " " + fence.path("nonce").asText();
  }

  private void auditFence(long revision, Change change) {
    JsonNode fence = json(revision, change);
    long claimed = fence.path("epoch").asLong();
    String who = who(fence);
    boolean claim = claimed == epoch + 1;
    boolean again = claimed == epoch && who.equals(holder);
    if (!claim && !again) {
      violation(
          revision,
          "fence from epoch " + epoch + " (" + holder + ") to " + claimed + " (" + who + ")");
    }
    epoch = claimed;
    holder = who;
  }

  private void auditEpoch(long revision, Change change) {
    if (change.deletion() || change.key().startsWith(own + "request/")) {
      return;
    }
    JsonNode named = Json.tryParse(change.value().content()).orElse(null);
    if (named != null && named.path("epoch").isIntegralNumber()) {
      long by = named.path("epoch").asLong();
      if (by != epoch) {
        violation(
            revision, Text.show(change.key()) + " by epoch " + by + " under the fence of " + epoch);
      }
    }
  }

  private void auditCheckpoint(long revision, JsonNode next, List<Change> scoped) {
    if (next.path("version").asInt() != 1) {
      violation(revision, "checkpoint of version " + next.path("version"));
    }
    Phase was = phase;
    phase =
        switch (next.path("phase").asText()) {
          case "copying" -> Phase.COPYING;
          case "following" -> Phase.FOLLOWING;
          case "applying" -> Phase.APPLYING;
          default -> {
            violation(revision, "checkpoint of phase " + next.path("phase"));
            yield Phase.NONE;
          }
        };
    checkpoint = next.path("revision").asLong();
    if (phase == Phase.COPYING || phase == Phase.NONE) {
      if (checkpoint != 0) {
        violation(revision, "a copy claims revision " + checkpoint);
      }
      if (was == Phase.COPYING || scoped.isEmpty()) {
        auditCopy(revision, scoped);
      } else {
        scoped.forEach(c -> violation(revision, "with the first checkpoint of a copy: " + c));
      }
      return;
    }
    long reached = Math.max(checkpoint, next.path("part").path("revision").asLong());
    if (!primary.reaches(reached, patience)) {
      violation(
          revision, "checkpoint " + reached + ", but the primary ended at " + primary.revision());
    }
    readPrimary(reached);
    if (checkpoint < highest) {
      violation(revision, "checkpoint back from " + highest + " to " + checkpoint);
    }
    highest = Math.max(highest, checkpoint);
    int target = phase == Phase.APPLYING ? part(revision, next) : covered(checkpoint);
    auditWitness(revision, next, reached);
    if (target < position) {
      violation(revision, "position back from change " + position + " to " + target);
      return;
    }
    if (was == Phase.FOLLOWING || was == Phase.APPLYING) {
      auditInterval(revision, target, scoped);
      advance(target);
    } else {
      auditCopy(revision, scoped);
      advance(target);
      compareAll();
    }
  }

  /** How many changes of the primary a checkpoint in the middle of a revision covers. */
  private int part(long revision, JsonNode next) {
    parts++;
    long large = next.path("part").path("revision").asLong();
    int applied = next.path("part").path("applied").asInt();
    int total = next.path("part").path("total").asInt();
    int before = covered(large - 1);
    int whole = covered(large) - before;
    if (large <= checkpoint || before != covered(checkpoint)) {
      violation(revision, "part of " + large + " does not follow " + checkpoint);
    }
    if (total != whole || applied <= 0 || applied >= whole) {
      violation(
          revision,
          "part " + applied + " of " + total + " of revision " + large + ", which has " + whole);
    }
    long bytes =
        source.subList(before, before + whole).stream()
            .filter(change -> !change.deletion())
            .mapToLong(change -> change.value().length())
            .sum();
    if (whole <= smallChanges && bytes <= SMALL_BYTES) {
      violation(
          revision, "revision " + large + " was split with " + whole + " changes, " + bytes + " B");
    }
    return before + Math.min(applied, whole);
  }

  private void auditWitness(long revision, JsonNode next, long reached) {
    JsonNode witness = next.path("witness");
    if (!witness.hasNonNull("key")) {
      return;
    }
    String key = Text.fromBase64(witness.path("key").asText());
    long at = witness.path("revision").asLong();
    boolean known =
        versions.getOrDefault(key, List.of()).stream().anyMatch(version -> version.revision == at);
    if (at > reached || (key.startsWith(scope) && !known)) {
      violation(revision, "witness " + Text.show(key) + " at " + at + " was never a change");
    }
  }

  /** The merged changes of the primary from the position up to a target, and nothing else. */
  private void auditInterval(long revision, int target, List<Change> scoped) {
    Map<String, Change> due = new TreeMap<>();
    for (Change change : source.subList(position, target)) {
      Change earlier = due.put(change.key(), change);
      if (earlier != null && earlier.deletion() && !change.deletion()) {
        violation(revision, "merged a put with the deletion before it: " + earlier + ", " + change);
      }
    }
    for (Change change : scoped) {
      Change wanted = due.remove(change.key());
      if (wanted == null) {
        violation(
            revision,
            "not among the primary's changes up to " + checkpoint + " (again, or late): " + change);
      } else if (!Objects.equals(wanted.value(), change.value())) {
        violation(revision, change + " has not the value of the primary's " + wanted);
      }
    }
    for (Change missed : due.values()) {
      // A deletion of what the standby has not makes no event.
      if (!missed.deletion() || everything.containsKey(missed.key())) {
        violation(revision, "checkpoint " + checkpoint + " without " + missed);
      }
    }
  }

  /** A copy writes versions that the primary had, and of each key never an older one. */
  private void auditCopy(long revision, List<Change> scoped) {
    for (Change change : scoped) {
      List<Version> known = versions(change.key());
      int least = Math.max(floor.getOrDefault(change.key(), -1), versionAt(known, highest));
      int match = -2;
      for (int i = least; i < known.size() && match == -2; i++) {
        Value had = i < 0 ? null : known.get(i).value();
        if (Objects.equals(had, change.value())) {
          match = i;
        }
      }
      if (change.deletion() && known.isEmpty() && inherited.contains(change.key())) {
        continue;
      }
      if (known.isEmpty() || match == -2) {
        violation(
            revision,
            known.isEmpty()
                ? "was never the primary's: " + change
                : "goes back to an older value, or one that the primary never had: " + change);
      } else {
        floor.put(change.key(), match);
      }
    }
  }

  /** The index of the version that a key had at a revision, -1 for none yet. */
  private static int versionAt(List<Version> known, long revision) {
    int index = -1;
    while (index + 1 < known.size() && known.get(index + 1).revision() <= revision) {
      index++;
    }
    return index;
  }

  private List<Version> versions(String key) {
    readPrimary(Long.MAX_VALUE);
    return versions.getOrDefault(key, List.of());
  }

  /** Takes over what the primary's record has, at least up to a revision. */
  private void readPrimary(long atLeast) {
    if (!source.isEmpty() && source.getLast().revision() >= atLeast) {
      return;
    }
    List<Change> more = primary.from(primaryRead);
    primaryRead += more.size();
    for (Change change : more) {
      if (change.key().startsWith(scope)) {
        source.add(change);
        versions
            .computeIfAbsent(change.key(), key -> new ArrayList<>())
            .add(new Version(change.revision(), change.value()));
      }
    }
  }

  /** How many of the primary's changes are at or below a revision. */
  private int covered(long revision) {
    int low = 0;
    int high = source.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (source.get(middle).revision() <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void advance(int target) {
    for (Change change : source.subList(position, target)) {
      if (change.deletion()) {
        expected.remove(change.key());
      } else {
        expected.put(change.key(), change.value());
      }
      mark(change.key());
    }
    position = target;
  }

  private void applyToStandby(Change change) {
    if (change.deletion()) {
      everything.remove(change.key());
    } else {
      everything.put(change.key(), change.value());
    }
    mark(change.key());
  }

  private void mark(String key) {
    if (!key.startsWith(scope)) {
      return;
    }
    if (Objects.equals(expected.get(key), everything.get(key))) {
      differing.remove(key);
    } else {
      differing.add(key);
    }
  }

  private void compareAll() {
    expected.keySet().forEach(this::mark);
    everything.keySet().forEach(this::mark);
  }

  /** The primary's scope at the checkpoint, from the first change on. */
  private Map<String, Value> replayed() {
    Map<String, Value> state = new TreeMap<>();
    for (Change change : source.subList(0, position)) {
      if (change.deletion()) {
        state.remove(change.key());
      } else {
        state.put(change.key(), change.value());
      }
    }
    return state;
  }

  private Map<String, Value> scoped(Map<String, Value> keys) {
    Map<String, Value> scoped = new TreeMap<>(keys);
    scoped.keySet().removeIf(key -> !key.startsWith(scope));
    return scoped;
  }

  private void compare(
      String what, Map<String, Value> found, String against, Map<String, Value> wanted) {
    Set<String> keys = new TreeSet<>(found.keySet());
    keys.addAll(wanted.keySet());
    for (String key : keys) {
      boolean counts = !(key.startsWith(scope) && foreign.test(key));
      if (counts && !Objects.equals(found.get(key), wanted.get(key))) {
        violation(
            audited,
            Text.show(key)
                + ": "
                + what
                + " has "
                + shown(found.get(key))
                + ", "
                + against
                + " "
                + shown(wanted.get(key)));
      }
    }
  }

  private JsonNode json(long revision, Change change) {
    if (change.deletion()) {
      violation(revision, "deleted: " + Text.show(change.key()));
      return Json.parse("{}");
    }
    return Json.tryParse(change.value().content())
        .orElseGet(() -> {
          violation(revision, "no JSON: " + Text.show(change.key()));
          return Json.parse("{}");
        });
  }

  private static String shown(Value value) {
    return value == null ? "nothing" : value.toString();
  }

  private void violation(long revision, String what) {
    if (violations.size() < ENOUGH) {
      violations.add("standby@" + revision + " " + phase + ": " + what);
    }
  }
}
