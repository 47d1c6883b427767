package dev.etcdsync.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.LogLines;
import dev.etcdsync.simulation.SimulatedProcess;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
}
