package dev.etcdsync.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Clock;
import dev.etcdsync.model.ContestedKey;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SuspectsTest {
  private static final Key KEY = Key.of("/registry/configmaps/a/b");
  private static final Key OTHER = Key.of("/registry/configmaps/a/c");

  private final Time time = new Time();
  private final Heard heard = new Heard();
  private final Suspects suspects = new Suspects(time, heard);

  private static final class Time implements Clock {
    private long nanos = 1;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public Instant now() {
      return Instant.ofEpochSecond(0, nanos);
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration atMost) {
      nanos += atMost.toNanos();
      return future.isDone();
    }

    void pass(Duration duration) {
      nanos += duration.toNanos();
    }
  }

  private static final class Heard implements DriftProgress {
    private final List<String> told = new ArrayList<>();

    @Override
    public void healed(
        KeyValue wanted, Optional<KeyValue> seen, Optional<String> writer, long modRevision) {
      told.add("healed");
    }

    @Override
    public void contested(Key key, Optional<String> writer, int heals) {
      told.add("contested " + key + " by " + writer.orElse("nobody") + " after " + heals);
    }

    @Override
    public void settled(Key key) {
      told.add("settled " + key);
    }
  }

  @Test
  void waitsForWhoeverWritesSeveralTimesInARow() {
    suspects.heard(KEY);
    assertThat(suspects.due(10)).isEmpty();
    time.pass(Duration.ofMillis(100));
    suspects.heard(KEY);
    time.pass(Duration.ofMillis(100));
    assertThat(suspects.due(10)).containsExactly(KEY);
    suspects.cleared(KEY);
    assertThat(suspects.due(10)).isEmpty();
    assertThat(suspects.nextDue()).isEmpty();
  }

  @Test
  void backsOffThenYieldsAndNamesTheWriter() {
    List<Long> pauses = new ArrayList<>();
    for (int heal = 1; heal <= 5; heal++) {
      suspects.heard(KEY);
      long before = time.nanos();
      time.nanos = suspects.nextDue().orElseThrow();
      pauses.add(Duration.ofNanos(time.nanos() - before).toMillis());
      assertThat(suspects.due(10)).containsExactly(KEY);
      suspects.healed(KEY, Optional.of("token-controller"));
    }
    assertThat(pauses).containsExactly(200L, 2_000L, 4_000L, 8_000L, 600_000L);
    assertThat(heard.told).containsExactly("contested " + KEY + " by token-controller after 4");
    assertThat(suspects.summary().named())
        .containsExactly(new ContestedKey(KEY, Optional.of("token-controller")));
    assertThat(suspects.summary().healed()).isEqualTo(5);
  }

  @Test
  void aKeyThatNobodyWritesAnyMoreIsNoLongerContested() {
    for (int heal = 1; heal <= 5; heal++) {
      suspects.heard(KEY);
      time.nanos = suspects.nextDue().orElseThrow();
      suspects.healed(KEY, Optional.empty());
    }
    time.pass(Duration.ofMinutes(11));
    assertThat(suspects.due(10)).isEmpty();
    assertThat(heard.told).last().isEqualTo("settled " + KEY);
    assertThat(suspects.summary().contested()).isZero();
  }

  @Test
  void anOperatorsWishOverridesTheBackOff() {
    for (int heal = 1; heal <= 5; heal++) {
      suspects.heard(KEY);
      time.nanos = suspects.nextDue().orElseThrow();
      suspects.healed(KEY, Optional.empty());
    }
    suspects.heard(KEY);
    suspects.heard(OTHER);
    assertThat(suspects.due(10)).isEmpty();
    suspects.askAll();
    assertThat(suspects.due(10)).containsExactlyInAnyOrder(KEY, OTHER);
  }

  @Test
  void whatAComparisonFoundIsLookedAtSoonAndTellsNothingOfWhoInsists() {
    suspects.found(KEY);
    assertThat(suspects.due(10)).isEmpty();
    time.pass(Duration.ofMillis(200));
    assertThat(suspects.due(10)).containsExactly(KEY);
    for (int heal = 1; heal <= 4; heal++) {
      suspects.healed(KEY, Optional.empty());
      // As of a revision before the heal, perhaps.
      suspects.found(KEY);
      time.nanos = suspects.nextDue().orElseThrow();
    }
    assertThat(heard.told).isEmpty();
    assertThat(suspects.summary().contested()).isZero();
  }

  @Test
  void aComparisonDoesNotShortenTheBackOff() {
    for (int heal = 1; heal <= 5; heal++) {
      suspects.heard(KEY);
      time.nanos = suspects.nextDue().orElseThrow();
      suspects.healed(KEY, Optional.empty());
    }
    suspects.found(KEY);
    assertThat(suspects.nextDue()).contains(time.nanos() + Duration.ofMinutes(10).toNanos());
    suspects.heard(OTHER);
    long due = suspects.nextDue().orElseThrow();
    time.pass(Duration.ofMillis(100));
    suspects.found(OTHER);
    assertThat(suspects.nextDue()).contains(due);
  }

  /** However often a key is healed that nobody is heard to write. */
  @Test
  void theBackOffHasAnEnd() {
    for (int heal = 1; heal <= 100; heal++) {
      suspects.found(KEY);
      assertThat(suspects.nextDue().orElseThrow() - time.nanos())
          .isLessThanOrEqualTo(Duration.ofMinutes(10).toNanos());
      time.nanos = suspects.nextDue().orElseThrow();
      suspects.healed(KEY, Optional.empty());
    }
  }

  @Test
  void tellsHowLongTheFirstHasWaitedHoweverOftenItWasPutOff() {
    assertThat(suspects.summary().oldest()).isEmpty();
    suspects.heard(KEY);
    time.pass(Duration.ofSeconds(1));
    suspects.heard(OTHER);
    suspects.again(List.of(KEY));
    time.pass(Duration.ofSeconds(2));
    assertThat(suspects.summary().oldest()).contains(Duration.ofSeconds(3));
    assertThat(suspects.summary().isLate()).isFalse();
    time.pass(Duration.ofNanos(1));
    assertThat(suspects.summary().isLate()).isTrue();
    suspects.hasOtherStatus(KEY);
    assertThat(suspects.summary().isLate()).isFalse();
    suspects.heard(KEY);
    assertThat(suspects.summary().oldest()).contains(Duration.ofNanos(2_000_000_001));
  }

  @Test
  void aContestedKeyIsNotOneThatWaitsToBeLookedAt() {
    for (int heal = 1; heal <= 5; heal++) {
      suspects.heard(KEY);
      time.nanos = suspects.nextDue().orElseThrow();
      suspects.healed(KEY, Optional.empty());
    }
    suspects.heard(KEY);
    time.pass(Duration.ofMinutes(1));
    assertThat(suspects.summary().oldest()).isEmpty();
    assertThat(suspects.summary().suspected()).isZero();
  }

  @Test
  void onlyWhatWasLookedAtHasDeparted() {
    suspects.heard(KEY);
    suspects.heard(OTHER);
    assertThat(suspects.summary().departed()).isZero();
    suspects.putOff(KEY);
    assertThat(suspects.hasWaitedForCollector(OTHER)).isFalse();
    assertThat(suspects.summary().departed()).isEqualTo(2);
    suspects.healed(KEY, Optional.empty());
    suspects.overwritten(List.of(OTHER));
    assertThat(suspects.summary().departed()).isZero();
  }

  @Test
  void countsObjectsOfWhichOnlyTheStatusDiffers() {
    suspects.heard(KEY);
    suspects.hasOtherStatus(KEY);
    suspects.hasOtherStatus(OTHER);
    assertThat(suspects.summary().statusDiverged()).isEqualTo(2);
    suspects.overwritten(List.of(KEY));
    assertThat(suspects.summary().statusDiverged()).isEqualTo(1);
  }
}
