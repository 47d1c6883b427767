package dev.etcdsync.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.ScopeOfKinds;
import dev.etcdsync.simulation.Seeds;
import dev.etcdsync.simulation.SimulatedClient;
import dev.etcdsync.simulation.SimulatedServer;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.SimulatedWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ListingTest {
  private static final Key PREFIX = Key.of("/registry/");

  /** Wherever pages are said to end: every key is told once, in order, as of one revision. */
  @Test
  void landmarksAndPagesChangeNothing() {
    Seeds.forEach(
        200,
        seed -> {
          try (SimulatedWorld world = new SimulatedWorld(seed)) {
            SimulatedStore store = new SimulatedStore(Side.PRIMARY, 7);
            Random random = world.random();
            Set<Key> expected = new TreeSet<>();
            for (int i = random.nextInt(40); i > 0; i--) {
              expected.add(key(random));
            }
            expected.forEach(key -> store.put(key, Value.of("v"), "test"));
            store.put(Key.of("/registry"), Value.of("v"), "test");
            store.put(Key.of("/registry0"), Value.of("v"), "test");
            Set<Key> landmarks = new TreeSet<>();
            for (int i = random.nextInt(10); i > 0; i--) {
              landmarks.add(key(random));
            }
            Etcd etcd = new SimulatedServer(world, store).connect(SimulatedClient.test());
            Answers answers = new Answers(world.clock(), Duration.ofSeconds(5));
            Listing listing =
                Listing.begin(
                    etcd,
                    Side.PRIMARY,
                    new ScopeOfKinds(PREFIX, Set.of(), false),
                    0,
                    answers,
                    List.copyOf(landmarks),
                    1 + random.nextInt(8));
            long revision = store.revision();
            store.put(key(random), Value.of("later"), "test");
            List<Key> told = new ArrayList<>();
            for (; listing.peek().isPresent(); listing.advance()) {
              told.add(listing.peek().get().key());
            }
            assertThat(told).containsExactlyElementsOf(expected);
            assertThat(listing.revision()).isEqualTo(revision);
          }
        });
  }

  private static Key key(Random random) {
    return PREFIX.append("key-" + random.nextInt(50));
  }
}
