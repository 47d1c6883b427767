package dev.etcdsync.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.KnownHeld;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.fence.Landing;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Before;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.TransactionLimits;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.ScopeOfKinds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AppliedDeletionsTest {
  private static final LinkKeys KEYS = LinkKeys.of("main");
  private static final long STANDBY = 700;

  private final Told told = new Told();
  private final AppliedDeletions deletions = new AppliedDeletions(told);
  private final Backlog backlog = new Backlog();

  private static final class Told implements FollowProgress {
    private final List<String> lines = new ArrayList<>();

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
    public void deleted(Key key, Optional<Placement> placement, long revision, long modRevision) {
      lines.add(
          key
              + " "
              + placement.map(Placement::name).orElse("GONE")
              + " "
              + revision
              + " "
              + modRevision);
    }

    @Override
    public void foreign(Change change, long modRevision) {}
  }

  private static Key key(int name) {
    return Key.of("/registry/" + name);
  }

  private static Landing landing(boolean byValue, List<Key> held) {
    return new Landing(
        new ScopeOfKinds(Key.of("/registry/"), Set.of(), byValue),
        KEYS,
        new KnownSurplus(KEYS, new Documents(), List.of(key(1))),
        new KnownHeld(held));
  }

  private static Change put(int name, String value, long revision, Before before) {
    return new Change.Put(new KeyValue(key(name), Value.of(value), 1, revision), before);
  }

  private void apply(Landing landing, long from) {
    Position position = new Position.At(from);
    Merger merger = new Merger(new TransactionLimits(20, 64 * 1024), landing);
    while (!backlog.isEmpty()) {
      Merger.Batch batch = merger.next(backlog, position);
      deletions.tell(batch.effects(), backlog.first(Math.max(1, batch.revisions())), STANDBY);
      position = batch.position();
      backlog.remove(batch.revisions());
    }
  }

  /** A value that belongs so, by the rules of these tests' scope. */
  private static String valued(Placement placement) {
    ScopeOfKinds scope = new ScopeOfKinds(Key.of("/registry/"), Set.of(), true);
    return IntStream.range(0, 1000)
        .mapToObj(i -> "v" + i)
        .filter(text -> scope.placement(key(0), Value.of(text)) == placement)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDeletionIsToldWithTheRevisionThatAskedForItAndAPutIsNot() {
    backlog.add(
        new Revision(8, List.of(put(1, "a", 8, new Before.Unknown()), new Change.Delete(key(2)))));
    backlog.add(new Revision(9, List.of(put(3, "a", 9, new Before.Unknown()))));
    backlog.add(new Revision(10, List.of(put(2, "a", 10, new Before.Unknown()))));
    backlog.add(new Revision(11, List.of(new Change.Delete(key(3)))));
    backlog.add(new Revision(12, List.of(new Change.Delete(key(2)))));
    apply(landing(false, List.of()), 7);
    assertThat(told.lines)
        .containsExactlyInAnyOrder(
            "/registry/2 GONE 8 700", "/registry/3 GONE 11 700", "/registry/2 GONE 12 700");
  }

  @Test
  void aRevisionInPartsTellsEachDeletionOnce() {
    List<Change> changes =
        IntStream.range(10, 60).<Change>mapToObj(name -> new Change.Delete(key(name))).toList();
    backlog.add(new Revision(8, changes));
    apply(landing(false, List.of()), 7);
    assertThat(told.lines).hasSize(50).doesNotHaveDuplicates().allMatch(it -> it.contains(" 8 "));
  }

  @Test
  void whatChangesItsPlaceIsToldToo() {
    Before in = new Before.Had(Value.of(valued(Placement.IN)));
    backlog.add(new Revision(8, List.of(put(2, valued(Placement.OUT), 8, in))));
    backlog.add(new Revision(9, List.of(put(3, valued(Placement.HELD), 9, in))));
    backlog.add(new Revision(10, List.of(put(4, valued(Placement.IN), 10, in))));
    Before held = new Before.Had(Value.of(valued(Placement.HELD)));
    backlog.add(new Revision(11, List.of(new Change.Delete(key(5), held))));
    backlog.add(new Revision(12, List.of(put(6, valued(Placement.IN), 12, held))));
    apply(landing(true, List.of(key(5), key(6))), 7);
    assertThat(told.lines)
        .containsExactlyInAnyOrder(
            "/registry/2 OUT 8 700", "/registry/3 HELD 9 700", "/registry/5 GONE 11 700");
  }
}
