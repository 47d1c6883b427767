package dev.etcdsync.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Before;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.ScopeOfKinds;
import dev.etcdsync.simulation.SimulatedWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeletionWindowTest {
  private static final DeletionLimit LIMIT = new DeletionLimit(20, 10);

  private final SimulatedWorld world = new SimulatedWorld(1);
  private long number;
  private long present;

  @AfterEach
  void close() {
    world.close();
  }

  private DeletionWindow window(long keys) {
    return window(keys, false);
  }

  private DeletionWindow window(long keys, boolean byValue) {
    present = keys;
    return new DeletionWindow(
        new ScopeOfKinds(Key.of("/registry/"), Set.of(), byValue),
        LIMIT,
        world.clock(),
        revision -> present);
  }

  private Revision deleting(int keys) {
    number++;
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      changes.add(new Change.Delete(Key.of("/registry/" + number + "/" + i)));
    }
    return new Revision(number, changes);
  }

  private Revision creating(int keys) {
    number++;
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      Key key = Key.of("/registry/" + number + "/" + i);
      changes.add(new Change.Put(new KeyValue(key, Value.of("v"), number, number)));
    }
    return new Revision(number, changes);
  }

  private Optional<Finding> admit(DeletionWindow window, Revision revision) {
    Optional<Finding> finding = window.admit(revision, Optional.empty());
    if (finding.isEmpty()) {
      for (Change change : revision.changes()) {
        present += change instanceof Change.Put ? 1 : -1;
      }
    }
    return finding;
  }

  @Test
  void admitsWhatExceedsOnlyOneOfTheTwoLimits() {
    assertThat(admit(window(1000), deleting(200))).isEmpty();
    assertThat(admit(window(10), deleting(10))).isEmpty();
  }

  @Test
  void refusesWhatExceedsBothLimits() {
    assertThat(admit(window(1000), deleting(201)))
        .get()
        .extracting(Finding::guard)
        .isEqualTo(Guard.MASS_DELETION);
    assertThat(admit(window(11), deleting(11))).isPresent();
  }

  @Test
  void countsTheDeletionsOfAMinuteTogether() {
    DeletionWindow window = window(100);
    for (int i = 0; i < 4; i++) {
      assertThat(admit(window, deleting(5))).isEmpty();
      world.runFor(Duration.ofSeconds(10));
    }
    assertThat(admit(window, deleting(1))).isPresent();
  }

  @Test
  void forgetsDeletionsOlderThanAMinute() {
    DeletionWindow window = window(1000);
    for (int i = 0; i < 10; i++) {
      assertThat(admit(window, deleting(90))).as("minute %d", i).isEmpty();
      admit(window, creating(90));
      world.runFor(Duration.ofSeconds(61));
    }
  }

  @Test
  void measuresAgainstWhatWasThereWhenTheMinuteBegan() {
    DeletionWindow window = window(100);
    assertThat(admit(window, deleting(20))).isEmpty();
    // 21 of 100, not 1 of 80.
    assertThat(admit(window, deleting(1))).isPresent();
  }

  @Test
  void changesAreNoDeletions() {
    DeletionWindow window = window(10);
    assertThat(admit(window, creating(500))).isEmpty();
    assertThat(admit(window, deleting(100))).isEmpty();
  }

  @Test
  void aRefusedRevisionIsAdmittedWithItsOwnTokenOnly() {
    DeletionWindow window = window(100);
    Revision revision = deleting(50);
    Finding finding = admit(window, revision).orElseThrow();
    assertThat(finding.sentence()).contains("50").endsWith("confirm it");
    assertThat(window.admit(revision, Optional.of("another"))).contains(finding);
    assertThat(window.admit(deleting(50), finding.token())).isPresent();
    assertThat(window.admit(revision, finding.token())).isEmpty();
  }

  /** A value that the simulation's scope sends there. */
  private static Value valueFor(Placement placement) {
    ScopeOfKinds scope = new ScopeOfKinds(Key.of("/registry/"), Set.of(), true);
    return IntStream.range(0, 100)
        .mapToObj(i -> Value.of("v" + i))
        .filter(value -> scope.placement(Key.of("/registry/k"), value) == placement)
        .findFirst()
        .orElseThrow();
  }

  private Revision sending(int keys, Placement from, Placement to) {
    number++;
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      Key key = Key.of("/registry/moving/" + i);
      changes.add(
          new Change.Put(
              new KeyValue(key, valueFor(to), 1, number), new Before.Had(valueFor(from))));
    }
    return new Revision(number, changes);
  }

  @Test
  void whatAValueSendsElsewhereIsTakenAwayToo() {
    assertThat(byValue().admit(sending(50, Placement.IN, Placement.OUT), Optional.empty()))
        .isPresent();
    assertThat(byValue().admit(sending(50, Placement.IN, Placement.HELD), Optional.empty()))
        .isPresent();
    assertThat(byValue().admit(sending(50, Placement.HELD, Placement.IN), Optional.empty()))
        .isEmpty();
    assertThat(byValue().admit(sending(50, Placement.OUT, Placement.IN), Optional.empty()))
        .isEmpty();
  }

  @Test
  void whatWasOutByItsValueIsNotMissedWhenItIsDeleted() {
    number++;
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      changes.add(
          new Change.Delete(
              Key.of("/registry/moving/" + i), new Before.Had(valueFor(Placement.OUT))));
    }
    assertThat(byValue().admit(new Revision(number, changes), Optional.empty())).isEmpty();
  }

  private DeletionWindow byValue() {
    return window(100, true);
  }
}
