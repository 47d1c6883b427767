package dev.etcdsync.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Clock;
import dev.etcdsync.simulation.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** The deadline that does not rely on the elector. */
class RenewalWatchTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final ManualClock time = new ManualClock();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private OptionalLong renewedAt = OptionalLong.of(time.nanos());

  /** Something happens whenever the watch waits. */
  private void watch(IntConsumer atWait) {
    AtomicInteger waits = new AtomicInteger();
    Clock clock =
        new Clock() {
          @Override
          public Instant now() {
            return time.now();
          }

          @Override
          public long nanos() {
            return time.nanos();
          }

          @Override
          public boolean await(CompletableFuture<?> future, Duration timeout) {
            boolean done = time.await(future, timeout);
            atWait.accept(waits.incrementAndGet());
            return done;
          }
        };
    new RenewalWatch(clock, DEADLINE, () -> renewedAt, over).run();
  }

  @Test
  void endsTheTermAtTheDeadlineAndNotBefore() {
    long begin = time.nanos();
    watch(_ -> {});
    assertThat(over).isCompleted();
    assertThat(time.nanos() - begin).isEqualTo(DEADLINE.toNanos());
  }

  @Test
  void eachRenewalMovesTheDeadline() {
    long begin = time.nanos();
    watch(wait -> {
      if (wait <= 3) {
        renewedAt = OptionalLong.of(time.nanos() - Duration.ofSeconds(1).toNanos());
      }
    });
    assertThat(time.nanos() - begin).isEqualTo(DEADLINE.multipliedBy(4).minusSeconds(3).toNanos());
  }

  @Test
  void aLeaseThatWasGivenBackHasNoDeadline() {
    renewedAt = OptionalLong.empty();
    watch(_ -> {});
    assertThat(over).isCompleted();
  }

  @Test
  void endsWithTheTerm() {
    long begin = time.nanos();
    over.complete(null);
    watch(_ -> {});
    assertThat(time.nanos()).isEqualTo(begin);
  }
}
