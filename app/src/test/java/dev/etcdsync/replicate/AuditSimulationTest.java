package dev.etcdsync.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.Fate;
import dev.etcdsync.simulation.LogLines;
import dev.etcdsync.simulation.SimulatedProcess;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is deleted on the standby stands in the audit log, whoever decided it. */
class AuditSimulationTest {
  private static final Key ONE = Key.of("/registry/pods/one");
  private static final Key OTHER = Key.of("/registry/pods/other");
  private static final String SECRET = "hunter2";

  private final Simulation simulation = new Simulation(1, 12);
  private final SimulatedStore primary = simulation.primary().store();
  private final SimulatedStore standby = simulation.standby().store();
  private final LogLines audit = LogLines.of(AuditLog.NAME);

  @AfterEach
  void close() {
    audit.close();
    simulation.close();
  }

  private List<JsonNode> lines() {
    assertThat(audit.matching(SECRET)).isEmpty();
    return audit.matching("").stream().map(AuditSimulationTest::parse).toList();
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }

  private SimulatedProcess replicateBoth() {
    primary.put(ONE, Value.of(SECRET), "client");
    primary.put(OTHER, Value.of(SECRET), "client");
    SimulatedProcess engine = simulation.start();
    simulation.settle();
    assertThat(lines()).as("a copy is no heal, and deletes nothing").isEmpty();
    return engine;
  }

  @Test
  void aDeletionOfThePrimarysThatIsApplied() {
    SimulatedProcess engine = replicateBoth();
    primary.put(OTHER, Value.of("young " + SECRET), "client");
    long deleted = primary.delete(ONE, "client");
    simulation.settle();
    // A line follows the acknowledgement.
    simulation.world().runFor(Duration.ofSeconds(1));
    assertThat(lines()).hasSize(1);
    JsonNode line = lines().getFirst();
    assertThat(line.path("action").asText()).isEqualTo("delete");
    assertThat(line.path("key").asText()).isEqualTo(ONE.toString());
    assertThat(line.path("why").asText()).isEqualTo("deleted on the primary");
    assertThat(line.path("primaryModRevision").asLong()).isEqualTo(deleted);
    assertThat(line.path("standbyModRevision").asLong())
        .isEqualTo(
            standby.history().stream()
                .filter(revision ->
                    revision.changes().stream().anyMatch(change -> change.key().equals(ONE)))
                .toList()
                .getLast()
                .number());
    assertThat(line.path("leader").asText()).isEqualTo(engine.name());
    assertThat(line.path("link").asText()).isEqualTo(Simulation.LINK);
    assertThat(line.path("time").asText()).isNotEmpty();
  }

  @Test
  void aStaleKeyAtTheEndOfACopy() {
    replicateBoth().crash();
    simulation.world().runFor(Duration.ofSeconds(1));
    long before = standby.get(ONE).orElseThrow().modRevision();
    primary.delete(ONE, "client");
    primary.put(OTHER, Value.of("young " + SECRET), "client");
    primary.compact(primary.revision());
    simulation.start();
    simulation.settle();
    simulation.world().runFor(Duration.ofSeconds(1));
    assertThat(standby.get(ONE)).isEmpty();
    assertThat(lines()).hasSize(1);
    JsonNode line = lines().getFirst();
    assertThat(line.path("action").asText()).isEqualTo("delete");
    assertThat(line.path("key").asText()).isEqualTo(ONE.toString());
    assertThat(line.path("why").asText()).startsWith("stale");
    assertThat(line.path("primaryModRevision").asLong()).isZero();
    assertThat(line.path("standbyModRevision").asLong()).isEqualTo(before);
  }

  /** What becomes of the first write on a key: it is carried out, and nobody is told. */
  private void loseTheAnswer(Key key, Duration silence) {
    boolean[] lost = {false};
    simulation
        .standby()
        .decide(txn -> {
          boolean writes =
              txn.then().stream().anyMatch(op -> !(op instanceof Op.Get) && op.key().equals(key));
          if (!writes || lost[0]) {
            return Optional.empty();
          }
          lost[0] = true;
          if (silence.isPositive()) {
            // Not before it was carried out.
            simulation
                .world()
                .after(Duration.ofMillis(500), () -> simulation.standby().failFor(silence));
          }
          return Optional.of(Fate.REPLY_LOST);
        });
  }

  private void oneLine(String action, String why) {
    assertThat(lines()).hasSize(1);
    assertThat(lines().getFirst().path("action").asText()).isEqualTo(action);
    assertThat(lines().getFirst().path("key").asText()).isEqualTo(ONE.toString());
    assertThat(lines().getFirst().path("why").asText()).startsWith(why);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 20})
  void aHealWhoseAnswerWasLost(long secondsOfSilence) {
    replicateBoth();
    simulation.world().runFor(Duration.ofSeconds(5));
    long theirs = standby.put(ONE, Value.of("theirs"), simulation.foreign());
    loseTheAnswer(ONE, Duration.ofSeconds(secondsOfSilence));
    simulation.world().runFor(Duration.ofSeconds(90));
    assertThat(standby.get(ONE).map(KeyValue::value)).contains(Value.of(SECRET));
    oneLine("heal", "different");
    assertThat(lines().getFirst().path("standbyModRevision").asLong()).isEqualTo(theirs);
    assertThat(simulation.status().path("drift").path("healed").asLong()).isEqualTo(1);
  }

  /** It never came: what was sent again is told of, and once. */
  @Test
  void aHealThatWasLostItself() {
    replicateBoth();
    simulation.world().runFor(Duration.ofSeconds(5));
    standby.put(ONE, Value.of("theirs"), simulation.foreign());
    boolean[] lost = {false};
    simulation
        .standby()
        .decide(txn -> {
          boolean heals =
              txn.then().stream().anyMatch(op -> op instanceof Op.Put && op.key().equals(ONE));
          if (!heals || lost[0]) {
            return Optional.empty();
          }
          lost[0] = true;
          return Optional.of(Fate.REQUEST_LOST);
        });
    simulation.world().runFor(Duration.ofSeconds(90));
    assertThat(lost[0]).isTrue();
    assertThat(standby.get(ONE).map(KeyValue::value)).contains(Value.of(SECRET));
    oneLine("heal", "different");
  }

  @Test
  void aDeletionOfThePrimarysWhoseAnswerWasLost() {
    replicateBoth();
    loseTheAnswer(ONE, Duration.ofSeconds(20));
    long deleted = primary.delete(ONE, "client");
    simulation.world().runFor(Duration.ofSeconds(90));
    assertThat(standby.get(ONE)).isEmpty();
    oneLine("delete", "deleted on the primary");
    assertThat(lines().getFirst().path("primaryModRevision").asLong()).isEqualTo(deleted);
  }

  @Test
  void aStaleKeyWhoseDeletionWasNotAnswered() {
    replicateBoth().crash();
    simulation.world().runFor(Duration.ofSeconds(1));
    primary.delete(ONE, "client");
    primary.put(OTHER, Value.of("young " + SECRET), "client");
    primary.compact(primary.revision());
    loseTheAnswer(ONE, Duration.ZERO);
    simulation.start();
    simulation.world().runFor(Duration.ofSeconds(90));
    assertThat(standby.get(ONE)).isEmpty();
    oneLine("delete", "stale");
  }
}
