package dev.etcdsync.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.Fate;
import dev.etcdsync.simulation.SimulatedClient;
import dev.etcdsync.simulation.SimulatedServer;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.SimulatedWorld;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LinkClaimTest {
  private static final LinkKeys KEYS = LinkKeys.of("main");

  private final SimulatedWorld world = new SimulatedWorld(1);
  private final SimulatedStore store = new SimulatedStore(Side.STANDBY, 2);
  private final SimulatedServer server = new SimulatedServer(world, store);
  private final Etcd etcd = server.connect(SimulatedClient.test());
  private final Documents documents = new Documents();
  private final LinkClaim claims =
      new LinkClaim(new Answers(world.clock(), Duration.ofSeconds(5)), documents, KEYS);

  @AfterEach
  void close() {
    world.close();
  }

  private static Fence fence(String name) {
    return new Fence(0, name, "nonce of " + name, 1, 2);
  }

  private Fence present() {
    return documents.readFence(store.get(KEYS.fence()).orElseThrow().value());
  }

  @Test
  void everyClaimRaisesTheEpoch() {
    assertThat(claims.claim(etcd, fence("a")).fence().epoch()).isEqualTo(1);
    assertThat(claims.claim(etcd, fence("b")).fence().epoch()).isEqualTo(2);
    assertThat(present().holder()).isEqualTo("b");
    assertThat(present().epoch()).isEqualTo(2);
  }

  @Test
  void aClaimWhoseAnswerWasLostIsFoundAgain() {
    server.script(Fate.REPLY_LOST);
    assertThatThrownBy(() -> claims.claim(etcd, fence("a"))).isInstanceOf(EtcdException.class);
    LinkClaim.Claimed claimed = claims.claim(etcd, fence("a"));
    assertThat(claimed.fence().epoch()).isEqualTo(1);
    assertThat(claimed.hold().fence())
        .isEqualTo(store.get(KEYS.fence()).orElseThrow().modRevision());
    assertThat(store.revision()).isEqualTo(2);
  }

  @Test
  void ofALateClaimAndItsRepetitionOneIsCarriedOut() {
    server.script(Fate.LATE);
    assertThatThrownBy(() -> claims.claim(etcd, fence("a"))).isInstanceOf(EtcdException.class);
    LinkClaim.Claimed claimed = claims.claim(etcd, fence("a"));
    world.runFor(Duration.ofMinutes(1));
    assertThat(present().epoch()).isEqualTo(1);
    assertThat(claimed.hold().fence())
        .isEqualTo(store.get(KEYS.fence()).orElseThrow().modRevision());
  }

  @Test
  void aHoldIsFoundAgainUntilAnotherClaims() {
    LinkClaim.Claimed claimed = claims.claim(etcd, fence("a"));
    assertThat(claims.resume(etcd, claimed).hold()).isEqualTo(claimed.hold());
    claims.claim(etcd, fence("b"));
    assertThatThrownBy(() -> claims.resume(etcd, claimed))
        .isInstanceOf(DeposedException.class)
        .hasMessageContaining("b");
  }

  @Test
  void aFenceOrCheckpointOfAnotherVersionIsNotClaimed() {
    store.put(KEYS.fence(), Value.of("{\"version\":2}"), "another version");
    assertThatThrownBy(() -> claims.claim(etcd, fence("a")))
        .isInstanceOf(UnknownFormatException.class);
    store.delete(KEYS.fence(), "another version");
    store.put(KEYS.checkpoint(), Value.of("{\"version\":2}"), "another version");
    long before = store.revision();
    assertThatThrownBy(() -> claims.claim(etcd, fence("a")))
        .isInstanceOf(UnknownFormatException.class);
    assertThat(store.revision()).isEqualTo(before);
  }
}
