package dev.etcdsync.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.ObjectReader;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.Faults;
import dev.etcdsync.simulation.ScopeOfKinds;
import dev.etcdsync.simulation.Seeds;
import dev.etcdsync.simulation.SimulatedApiserver;
import dev.etcdsync.simulation.SimulatedClient;
import dev.etcdsync.simulation.SimulatedProcess;
import dev.etcdsync.simulation.SimulatedServer;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.SimulatedWorld;
import dev.etcdsync.simulation.Simulation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Encrypted values come to a standby whose apiserver has the key, or has not. */
@Timeout(600)
class EncryptionSimulationTest {
  private static final Key PREFIX = Key.of("/registry/");
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Both etcds, the standby's apiserver, and engines between them. */
  private static final class Bed implements AutoCloseable {
    private final SimulatedWorld world;
    private final SimulatedServer primary;
    private final SimulatedServer standby;
    private final SimulatedApiserver apiserver;
    private Optional<ObjectReader> reader;
    private int engines;

    Bed(long seed) {
      world = new SimulatedWorld(seed);
      primary = new SimulatedServer(world, new SimulatedStore(Side.PRIMARY, 0x11));
      standby = new SimulatedServer(world, new SimulatedStore(Side.STANDBY, 0x22));
      apiserver = new SimulatedApiserver(world, standby);
      reader = Optional.of(apiserver);
    }

    SimulatedProcess start() {
      return world.start("engine-" + ++engines, this::run);
    }

    private void run(SimulatedProcess self) {
      Timing timing =
          new Timing(
              Duration.ofSeconds(2),
              Duration.ofSeconds(10),
              Duration.ofSeconds(1),
              Duration.ofMillis(20),
              Duration.ofSeconds(15),
              Duration.ofSeconds(3));
      LinkSettings settings =
          new LinkSettings(
              "main",
              self.name(),
              "1.2.3",
              new ScopeOfKinds(PREFIX, Set.of(), false),
              description -> Optional.of(new ScopeOfKinds(PREFIX, Set.of(), false)),
              new TransactionLimits(24, 64 * 1024),
              new DeletionLimit(100, 1_000_000),
              timing,
              finding -> finding);
      var _ =
          new Replicator(
                  settings,
                  connector(primary, self),
                  connector(standby, self),
                  reader,
                  self.clock(),
                  task ->
                      self.carry(
                          world.start(
                              self.name() + "-compare",
                              it ->
                                  task.run(
                                      connector(primary, it), connector(standby, it), it.clock()))),
                  LinkMeter.none())
              .run();
    }

    private static EtcdConnector connector(SimulatedServer server, SimulatedProcess process) {
      return server.connector(SimulatedClient.of(process, Duration.ofSeconds(2)));
    }

    void write(String name, String value) {
      primary.store().put(PREFIX.append(name), Value.of(value), "client");
    }

    void fill(int count, String keyName, String secret) {
      for (int i = 0; i < count; i++) {
        write("secrets/s%03d".formatted(i), "encrypted %s %s v%d".formatted(keyName, secret, i));
      }
    }

    boolean isLevel() {
      return content(standby).equals(content(primary));
    }

    static Map<Key, Value> content(SimulatedServer server) {
      Map<Key, Value> content = new TreeMap<>();
      for (KeyValue entry : server.store().entries(Simulation.REGISTRY).values()) {
        content.put(entry.key(), entry.value());
      }
      return content;
    }

    boolean isParked() {
      JsonNode status = status();
      return status.path("phase").asText().equals("parked")
          && status.at("/parked/guard").asText().equals("encryption");
    }

    JsonNode status() {
      Optional<KeyValue> entry = standby.store().get(Key.of("/etcd-sync/main/status"));
      try {
        return JSON.readTree(
            entry.map(it -> it.value().bytes()).orElse("{}".getBytes(StandardCharsets.UTF_8)));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    void await(String what, BooleanSupplier condition) {
      assertThat(world.runUntil(condition, SOON)).as(what + ": " + status()).isTrue();
    }

    boolean tries() {
      return standby.store().get(Key.of("/etcd-sync/main/probe")).isPresent();
    }

    @Override
    public void close() {
      world.close();
    }
  }

  @Test
  void aKeyIsProvedOnceForEachResource() {
    try (Bed bed = new Bed(1)) {
      bed.apiserver.key("key1", "s1");
      bed.fill(60, "key1", "s1");
      bed.write("configmaps/a", "encrypted key1 s1 a");
      bed.write("configmaps/b", "plain");
      bed.start();
      bed.await("level", bed::isLevel);
      bed.fill(30, "key1", "s1 again");
      bed.await("level again", bed::isLevel);
      // Before it is written, and after.
      assertThat(bed.apiserver.reads()).hasSize(4);
      assertThat(new HashSet<>(bed.apiserver.reads())).hasSize(2);
      assertThat(bed.tries()).isFalse();
      assertThat(bed.standby.store().get(Key.of("/etcd-sync/main/before-probe"))).isEmpty();
    }
  }

  @Test
  void aCopyParksAndPutsBackWhatStoodThere() {
    try (Bed bed = new Bed(2)) {
      bed.apiserver.key("key1", "another");
      bed.fill(20, "key1", "s1");
      bed.write("configmaps/b", "plain");
      Key first = PREFIX.append("secrets/s000");
      Value own = Value.of("the standby's");
      bed.standby.store().put(first, own, "somebody");
      bed.start();
      bed.await("parked", bed::isParked);
      assertThat(bed.status().at("/parked/sentence").asText())
          .contains("secrets", "sealing:v1", "\"key1\"", "/registry/secrets/s000")
          .doesNotContain("s1 v");
      bed.world.runFor(Duration.ofMinutes(2));
      assertThat(bed.isParked()).isTrue();
      assertThat(bed.apiserver.unreadable()).isEmpty();
      assertThat(bed.apiserver.mostUnreadable()).isEqualTo(1);
      assertThat(Bed.content(bed.standby))
          .isEqualTo(Map.of(first, own, PREFIX.append("configmaps/b"), Value.of("plain")));

      bed.apiserver.key("key1", "s1");
      bed.await("level", bed::isLevel);
      bed.await("no longer parked", () -> !bed.isParked());
    }
  }

  @Test
  void followingStopsBeforeTheRevision() {
    try (Bed bed = new Bed(3)) {
      bed.apiserver.key("key1", "s1");
      bed.fill(5, "key1", "s1");
      bed.start();
      bed.await("level", bed::isLevel);
      bed.write("secrets/before", "encrypted key1 s1 b");
      Map<Key, Value> before = Bed.content(bed.primary);
      bed.write("secrets/s000", "encrypted key2 s2 new");
      bed.write("secrets/after", "encrypted key1 s1 a");
      bed.await("parked", bed::isParked);
      bed.world.runFor(Duration.ofMinutes(2));
      assertThat(Bed.content(bed.standby)).isEqualTo(before);
      assertThat(bed.apiserver.mostUnreadable()).isEqualTo(1);

      bed.apiserver.key("key2", "s2");
      bed.await("level", bed::isLevel);
      bed.await("no longer parked", () -> !bed.isParked());
      assertThat(bed.tries()).isFalse();
    }
  }

  /** Killed while it tries, and whatever becomes of what it had sent. */
  @Test
  void aTryOfAProcessThatWasKilledIsTakenBack() {
    boolean[] met = {false};
    Seeds.forEach(
        80,
        seed -> {
          try (Bed bed = new Bed(seed)) {
            bed.standby.faults(Faults.jitter());
            bed.apiserver.key("key1", "s1");
            bed.fill(5, "key1", "s1");
            SimulatedProcess first = bed.start();
            bed.await("level", bed::isLevel);
            Map<Key, Value> before = Bed.content(bed.standby);
            bed.write("secrets/s000", "encrypted key2 s2 new");
            boolean reached = bed.world.runUntil(bed::tries, SOON);
            assertThat(reached).isTrue();
            first.crashAfter(bed.world.random().nextInt(8));
            bed.await("the end", first::isOver);
            // What it had sent still arrives.
            bed.world.runFor(Duration.ofSeconds(1));
            met[0] |= !bed.apiserver.unreadable().isEmpty();

            bed.reader = Optional.of(bed.apiserver);
            bed.start();
            bed.await("parked", () -> bed.isParked() && !bed.tries());
            assertThat(Bed.content(bed.standby)).isEqualTo(before);
            bed.apiserver.key("key2", "s2");
            bed.await("level", bed::isLevel);
          }
        });
    assertThat(met[0] || !Seeds.all()).as("some were killed in the middle of it").isTrue();
  }

  /** By a process that has proved nothing yet. */
  @Test
  void driftIsHealedOnlyWithWhatCanBeRead() {
    try (Bed bed = new Bed(6)) {
      bed.apiserver.key("key1", "s1");
      bed.fill(5, "key1", "s1");
      SimulatedProcess first = bed.start();
      bed.await("level", bed::isLevel);
      first.crash();
      bed.await("the end", first::isOver);
      int asked = bed.apiserver.reads().size();
      bed.start();
      bed.world.runFor(Duration.ofSeconds(10));
      assertThat(bed.apiserver.reads()).hasSize(asked);

      Key drifted = PREFIX.append("secrets/s001");
      bed.apiserver.key("key1", "another");
      bed.standby.store().put(drifted, Value.of("plain"), "somebody");
      bed.await("parked", bed::isParked);
      assertThat(Bed.content(bed.standby)).containsEntry(drifted, Value.of("plain"));

      bed.apiserver.key("key1", "s1");
      bed.standby.store().put(drifted, Value.of("plain again"), "somebody");
      bed.await("healed", bed::isLevel);
      bed.await("nothing is tried", () -> !bed.tries());
    }
  }

  @Test
  void anApiserverThatIsDownIsWaitedForAndNothingIsTried() {
    try (Bed bed = new Bed(4)) {
      bed.apiserver.key("key1", "s1");
      bed.apiserver.down(true);
      bed.fill(5, "key1", "s1");
      bed.start();
      bed.await("parked", bed::isParked);
      assertThat(Bed.content(bed.standby)).isEmpty();
      bed.apiserver.down(false);
      bed.await("level", bed::isLevel);
    }
  }

  @Test
  void withoutAnApiserverNamesDecideAndCanBeConfirmed() {
    try (Bed bed = new Bed(5)) {
      bed.reader = Optional.empty();
      bed.standby
          .store()
          .put(PREFIX.append("secrets/own"), Value.of("encrypted key1 x own"), "somebody");
      bed.fill(5, "key1", "s1");
      SimulatedProcess first = bed.start();
      bed.await("copied", () -> Bed.content(bed.standby).size() == 6);
      bed.write("secrets/s000", "encrypted key2 s2 new");
      bed.await("parked", bed::isParked);
      assertThat(List.of(bed.status().at("/parked/sentence").asText()))
          .allMatch(it -> it.contains("sealing:v1 \"key1\""));
      bed.standby
          .store()
          .put(
              Key.of("/etcd-sync/main/request/confirm-encryption"),
              Value.of(
                  "{\"version\":1,\"token\":\"%s\"}"
                      .formatted(bed.status().at("/parked/token").asText())),
              "operator");
      Value wanted = Value.of("encrypted key2 s2 new");
      bed.await(
          "applied",
          () -> wanted.equals(Bed.content(bed.standby).get(PREFIX.append("secrets/s000"))));
      assertThat(first.isOver()).isFalse();
    }
  }
}
