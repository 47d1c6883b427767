package dev.etcdsync.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.drift.Comparisons;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CompareDeskTest {
  private static final Key KEY = Key.of("/registry/configmaps/a/b");
  private static final LastCompare RESULT =
      new LastCompare(Instant.EPOCH, Duration.ofSeconds(1), 7, 9, 100, 1, 0, 0, 0, 0);

  private final Signal engine = new Signal();
  private final CompareDesk desk = new CompareDesk(engine, Duration.ofMinutes(5));

  private static Comparisons.Found found(Key... keys) {
    return new Comparisons.Found(List.of(keys), Optional.empty());
  }

  @Test
  void nothingIsComparedUntilFollowingIsLevel() {
    desk.ask();
    assertThat(desk.turn(true)).isEmpty();
    assertThat(desk.summary().pending()).isTrue();
    CompletableFuture<Void> woken = desk.next();
    desk.begin();
    assertThat(woken).isDone();
    assertThat(desk.turn(false)).isPresent();
    assertThat(desk.turn(false)).as("asked once").isEmpty();
    assertThat(desk.turn(true)).as("the interval is over").isPresent();
  }

  @Test
  void howOftenItComparesIsToldAsItIsNow() {
    assertThat(desk.summary().interval()).contains(Duration.ofMinutes(5));
    desk.interval(Duration.ofHours(2));
    assertThat(desk.summary().interval()).contains(Duration.ofHours(2));
  }

  @Test
  void aFindingReachesTheEngineOnceAndWakesIt() {
    desk.begin();
    CompareDesk.Turn turn = desk.turn(false).orElseThrow();
    CompletableFuture<Void> woken = engine.next();
    assertThat(desk.found()).isEmpty();
    desk.compared(turn, RESULT, found(KEY));
    assertThat(woken).isDone();
    assertThat(desk.summary().pending()).isFalse();
    assertThat(desk.summary().last()).contains(RESULT);
    assertThat(desk.found()).contains(found(KEY));
    assertThat(desk.found()).isEmpty();
  }

  @Test
  void whatIsFoundAfterFollowingHasEndedIsVoid() {
    desk.begin();
    CompareDesk.Turn turn = desk.turn(false).orElseThrow();
    desk.end();
    assertThat(turn.givenUp()).isDone();
    desk.compared(turn, RESULT, found(KEY));
    desk.couldNotTell(turn, "too late");
    desk.begin();
    assertThat(desk.found()).isEmpty();
    assertThat(desk.summary().last()).isEmpty();
    assertThat(desk.summary().trouble()).isEmpty();
    assertThat(desk.summary().pending()).as("nothing was compared since it began anew").isTrue();
    CompareDesk.Turn next = desk.turn(false).orElseThrow();
    assertThat(next.givenUp()).isNotDone();
  }

  @Test
  void whatCouldNotBeToldIsToldUntilAComparisonComesAbout() {
    desk.begin();
    CompareDesk.Turn turn = desk.turn(false).orElseThrow();
    desk.couldNotTell(turn, "no answer");
    assertThat(desk.summary().trouble()).contains("no answer");
    assertThat(desk.summary().pending()).isTrue();
    desk.compared(turn, RESULT, found());
    assertThat(desk.summary().trouble()).isEmpty();
  }

  @Test
  void aRequestWhileItComparesIsAnsweredByAnotherComparison() {
    desk.begin();
    Optional<CompareDesk.Turn> turn = desk.turn(false);
    desk.ask();
    desk.compared(turn.orElseThrow(), RESULT, found());
    assertThat(desk.turn(false)).isPresent();
  }

  @Test
  void closingGivesUpAndWakes() {
    desk.begin();
    CompareDesk.Turn turn = desk.turn(false).orElseThrow();
    CompletableFuture<Void> woken = desk.next();
    desk.close();
    assertThat(turn.givenUp()).isDone();
    assertThat(woken).isDone();
    assertThat(desk.isClosed()).isTrue();
    assertThat(desk.turn(true)).isEmpty();
  }
}
