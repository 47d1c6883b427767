package dev.etcdsync.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.TransactionLimits;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.ScopeOfKinds;
import dev.etcdsync.simulation.SimulatedProcess;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What others create on the standby is theirs, whatever they do to it, and whether anybody watches
 * or not. Every test ends with a resync, which deletes what it takes for stale.
 */
@Timeout(60)
class ForeignCreationsTest {
  private static final Key LOCAL = Key.of("/registry/configmaps/default/local");
  private static final Key SHARED = Key.of("/registry/configmaps/default/shared");
  private static final KeyRange RECORDED = KeyRange.prefix(Key.of("/etcd-sync/main/surplus/"));

  private final Simulation simulation = new Simulation(5, 3);
  private final SimulatedStore primary = simulation.primary().store();
  private final SimulatedStore standby = simulation.standby().store();

  @BeforeEach
  void copyFirst() {
    simulation.workload().load(20);
    simulation.start();
    simulation.settle();
    pass();
  }

  @AfterEach
  void close() {
    simulation.close();
  }

  private void pass() {
    simulation.world().runFor(Duration.ofSeconds(8));
  }

  private void foreignPut(Key key, String value) {
    standby.put(key, Value.of(value), "foreign");
  }

  private void stop() {
    simulation.running().ifPresent(SimulatedProcess::crash);
    simulation.world().runFor(Duration.ofSeconds(10));
  }

  private void resync() {
    stop();
    simulation.workload().burst(30);
    primary.compact(primary.revision());
    simulation.start();
    simulation.settle();
    pass();
    assertThat(simulation.judge().copies()).isEqualTo(2);
  }

  @Test
  void whatIsCreatedWhileFollowingIsRecordedAndStays() {
    foreignPut(LOCAL, "1");
    pass();
    assertThat(standby.keys(RECORDED)).hasSize(1);
    resync();
    assertThat(standby.get(LOCAL)).isPresent();
  }

  @Test
  void whatIsDeletedIsForgotten() {
    foreignPut(LOCAL, "1");
    pass();
    standby.delete(LOCAL, "foreign");
    pass();
    assertThat(standby.keys(RECORDED)).isEmpty();
  }

  @Test
  void whatIsDeletedAndMadeAgainAtOnceStays() {
    foreignPut(LOCAL, "1");
    pass();
    standby.delete(LOCAL, "foreign");
    foreignPut(LOCAL, "2");
    pass();
    assertThat(standby.keys(RECORDED)).hasSize(1);
    resync();
    assertThat(standby.get(LOCAL)).isPresent();
  }

  /** As {@code etcd-sync surplus delete} does it, beside a leader. */
  private void deleteWithRecord() {
    standby.write(
        List.of(
            new Op.Delete(LOCAL),
            new Op.Delete(LinkKeys.of("main").surplus(LOCAL)),
            new Op.Put(LinkKeys.of("main").mark(), Value.of(""))),
        "operator");
  }

  @Test
  void whatAnOperatorDeletesIsForgottenAndWhatIsMadeAnewAtOnceStays() {
    foreignPut(LOCAL, "1");
    pass();
    deleteWithRecord();
    pass();
    assertThat(standby.keys(RECORDED)).isEmpty();
    foreignPut(LOCAL, "2");
    pass();
    deleteWithRecord();
    foreignPut(LOCAL, "3");
    pass();
    assertThat(standby.keys(RECORDED)).hasSize(1);
    resync();
    assertThat(standby.get(LOCAL)).isPresent();
  }

  /** As {@code etcd-sync surplus restore} does it: without the mark. */
  @Test
  void whatAnOperatorBringsBackStays() {
    foreignPut(LOCAL, "1");
    pass();
    deleteWithRecord();
    standby.write(
        List.of(
            new Op.Put(LOCAL, Value.of("1")),
            new Op.Put(LinkKeys.of("main").surplus(LOCAL), new Documents().writeSurplus(7))),
        "operator");
    pass();
    assertThat(standby.keys(RECORDED)).hasSize(1);
    resync();
    assertThat(standby.get(LOCAL)).isPresent();
    assertThat(standby.keys(RECORDED)).hasSize(1);
  }

  @Test
  void whatIsDeletedAndMadeAgainWhileDownStays() {
    foreignPut(LOCAL, "1");
    pass();
    stop();
    standby.delete(LOCAL, "foreign");
    foreignPut(LOCAL, "2");
    simulation.start();
    pass();
    resync();
    assertThat(standby.get(LOCAL)).isPresent();
  }

  @Test
  void whatIsCreatedWhileDownStays() {
    stop();
    foreignPut(LOCAL, "1");
    resync();
    assertThat(standby.get(LOCAL)).isPresent();
  }

  @Test
  void whatIsCreatedAndThenReplicatedGoesWithThePrimarys() {
    foreignPut(SHARED, "theirs");
    pass();
    primary.put(SHARED, Value.of("ours"), "test");
    pass();
    assertThat(standby.keys(RECORDED)).isEmpty();
    stop();
    primary.delete(SHARED, "test");
    resync();
    assertThat(standby.get(SHARED)).isEmpty();
  }

  @Test
  void whatIsReplicatedAndThenChangedByOthersGoesWithThePrimarys() {
    primary.put(SHARED, Value.of("ours"), "test");
    pass();
    foreignPut(SHARED, "theirs");
    stop();
    primary.delete(SHARED, "test");
    resync();
    assertThat(standby.get(SHARED)).isEmpty();
  }

  /**
   * Recorded then, the key would be taken for the standby's own by whoever comes after a crash, if
   * the standby has been compacted past our write.
   */
  @Test
  void aCreationThatIsToldAfterOurOwnWriteOfTheKeyIsNotRecorded() {
    ForeignCreations creations = creations();
    creations.wrote(List.of(SHARED), 12);
    creations.revision(foreignCreation(SHARED, 10), false);
    assertThat(creations.hasUnrecorded()).isFalse();
    assertThat(creations.seen(9, List.of())).isEqualTo(10);

    creations.revision(foreignCreation(LOCAL, 11), false);
    assertThat(creations.next(new TransactionLimits(128, 1 << 20)))
        .extracting(Change::key)
        .containsExactly(LOCAL);
  }

  @Test
  void aCreationAfterOurOwnWriteOfTheKeyIsRecorded() {
    ForeignCreations creations = creations();
    creations.wrote(List.of(SHARED), 12);
    creations.revision(foreignCreation(SHARED, 14), false);
    assertThat(creations.next(new TransactionLimits(128, 1 << 20)))
        .extracting(Change::key)
        .containsExactly(SHARED);
  }

  private static ForeignCreations creations() {
    return new ForeignCreations(
        new ScopeOfKinds(Key.of("/registry/"), Set.of(), false),
        new KnownSurplus(LinkKeys.of("main"), new Documents(), List.of()),
        new SilentProgress(),
        9);
  }

  private static Revision foreignCreation(Key key, long revision) {
    return new Revision(
        revision,
        List.of(new Change.Put(new KeyValue(key, Value.of("foreign"), revision, revision))));
  }

  private static final class SilentProgress implements FollowProgress {
    @Override
    public void deleted(Key key, Optional<Placement> placement, long revision, long modRevision) {}

    @Override
    public void begun(long revision) {}

    @Override
    public void at(long revision, long primaryRevision, Optional<Instant> confirmed, long held) {}

    @Override
    public void moved() {}

    @Override
    public void applied(long puts, long deletions, long bytes, long nanos) {}

    @Override
    public void applying(Revision revision, Change change) {}

    @Override
    public void foreign(Change change, long modRevision) {}
  }
}
