package dev.etcdsync.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.ContestedKey;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LastCopy;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.LinkVersions;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Shortfall;
import dev.etcdsync.model.Value;
import dev.etcdsync.real.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each field that {@code /status} can have is in docs/operations.md, and each that is there is. */
class StatusFieldsTest {
  private static final Path MANUAL = Path.of("..", "docs", "operations.md");
  private static final LinkKeys KEYS = LinkKeys.of("main");
  private static final Pattern CODE = Pattern.compile("`([A-Za-z.]+)`");

  private final Replicated sides = new Replicated();
  private final Set<String> answered = new TreeSet<>();

  @AfterEach
  void close() {
    sides.close();
  }

  /** What the tables of the manual name, and the words that stand beside each. */
  private static Map<String, Set<String>> documented() throws IOException {
    Map<String, Set<String>> fields = new TreeMap<>();
    String manual = Files.readString(MANUAL);
    rows(manual, "| Text | JSON | Meaning |", 1, fields);
    rows(manual, "| JSON | Meaning |\n|---|---|\n| `read.answered`", 0, fields);
    return fields;
  }

  private static void rows(String manual, String head, int column, Map<String, Set<String>> into) {
    int begin = manual.indexOf(head);
    assertThat(begin).as(head).isPositive();
    String table = manual.substring(begin, manual.indexOf("\n\n", begin));
    table
        .lines()
        .skip(2)
        .forEach(row -> {
          List<String> cells = Arrays.stream(row.substring(1).split("\\|")).toList();
          Set<String> beside = words(cells.get(column + 1));
          words(cells.get(column)).forEach(field -> into.put(field, beside));
        });
  }

  private static Set<String> words(String cell) {
    return CODE.matcher(cell)
        .results()
        .map((MatchResult word) -> word.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void collect(String path, JsonNode node) {
    node.properties()
        .forEach(field -> {
          String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
          answered.add(name);
          JsonNode value = field.getValue();
          collect(name, value);
          if (value.isArray()) {
            value.forEach(element -> collect(name, element));
          }
        });
  }

  private void look() {
    // One that is under way would be served, and be old at once.
    sides.get("/status");
    sides.clock.pass(Duration.ofSeconds(2));
    collect("", Json.parse(sides.get("/status").body()));
  }

  private void put(Key key, Value value) {
    synchronized (sides.standby) {
      sides.standby.write(List.of(new Op.Put(key, value)), "engine");
    }
  }

  /** With whatever a leader can say. */
  private LinkStatus full(LinkPhase phase, Optional<Finding> parked) {
    Instant now = sides.clock.now();
    return new LinkStatus(
        phase,
        3,
        Replicated.HOLDER,
        41,
        42,
        Optional.of(now),
        10,
        20,
        Optional.of(
            new LastCopy(now.minusSeconds(5), Optional.of("first"), phase == LinkPhase.COPYING)),
        2,
        new DriftSummary(
            1,
            Optional.of(Duration.ofSeconds(1)),
            1,
            1,
            1,
            1,
            List.of(new ContestedKey(Key.of("/registry/a"), Optional.of("a writer")))),
        new CompareSummary(
            true,
            Optional.of(new LastCompare(now, Duration.ofSeconds(1), 40, 90, 100, 1, 2, 3, 4, 5)),
            Optional.of("it could not"),
            Optional.of(Duration.ofMinutes(5))),
        parked,
        Optional.of("the primary does not answer"),
        new LinkVersions(Optional.of("1.2.3"), List.of("3.6.16")),
        now);
  }

  /** Brings about each state in which fields are there that are not there otherwise. */
  private void lookAtEverything() {
    sides.replicate();
    Finding finding = new Finding(Guard.IDENTITY, "Another one", Optional.of("token"));
    sides.publish(full(LinkPhase.FOLLOWING, Optional.empty()));
    look();
    sides.position(new Position.Copying(41, sides.clock.now()));
    sides.publish(full(LinkPhase.COPYING, Optional.empty()));
    look();
    sides.publish(full(LinkPhase.PARKED, Optional.of(finding)));
    sides.position(new Position.Within(41, 42, 3, 7));
    sides.monitor.meter().refused(Optional.of(finding));
    sides.monitor.meter().troubled(Optional.of("primary: no answer"));
    look();
    Promotion begun = Promotion.begin(Replicated.HOLDER, sides.clock.now());
    for (Shortfall shortfall :
        List.of(new Shortfall.Copying(sides.clock.now()), new Shortfall.Part(42, 3, 7))) {
      Promotion ended = begun.ended(41, 42, Optional.of(shortfall), sides.clock.now());
      put(KEYS.promotion(), new PromotionDocument().write(ended));
      look();
    }
    sides.clock.step(Duration.ofHours(-1));
    look();
    sides.published.silent(true);
    look();
    sides.published.silent(false);
    put(KEYS.status(), Value.of("{\"version\":99}"));
    look();
  }

  @Test
  void theManualNamesThemAllAndNoOther() throws IOException {
    lookAtEverything();
    Map<String, Set<String>> documented = documented();
    assertThat(documented.keySet()).as("rows").hasSizeGreaterThan(40);
    assertThat(answered.stream().filter(field -> !isDocumented(field, documented)))
        .as("not in the manual")
        .isEmpty();
    assertThat(documented.keySet().stream().filter(field -> !answered.contains(field)))
        .as("in the manual only")
        .isEmpty();
  }

  /** By a row of its own, or of an object's fields beside the object, or as what holds others. */
  private static boolean isDocumented(String field, Map<String, Set<String>> documented) {
    if (documented.containsKey(field)
        || documented.keySet().stream().anyMatch(row -> row.startsWith(field + "."))) {
      return true;
    }
    int dot = field.lastIndexOf('.');
    if (dot < 0) {
      return false;
    }
    String name = field.substring(dot + 1);
    for (String holder = field.substring(0, dot); ; ) {
      if (documented.getOrDefault(holder, Set.of()).contains(name)) {
        return true;
      }
      int next = holder.lastIndexOf('.');
      if (next < 0) {
        return false;
      }
      holder = holder.substring(0, next);
    }
  }
}
