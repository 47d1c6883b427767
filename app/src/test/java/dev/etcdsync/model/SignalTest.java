package dev.etcdsync.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SignalTest {
  private final Signal signal = new Signal();

  @Test
  void wakesWhoeverWaits() {
    CompletableFuture<Void> next = signal.next();
    assertThat(next).isNotDone();
    signal.raise();
    assertThat(next).isDone();
  }

  @Test
  void isQuietAgainAfterItWasRaised() {
    signal.raise();
    assertThat(signal.next()).isNotDone();
  }

  @Test
  void severalWaitForTheSameRise() {
    CompletableFuture<Void> one = signal.next();
    CompletableFuture<Void> other = signal.next();
    signal.raise();
    signal.raise();
    assertThat(one).isDone();
    assertThat(other).isDone();
  }

  @Test
  @Timeout(60)
  void missesNothingThatIsRaisedBetweenTakingAndLooking() throws InterruptedException {
    int total = 20_000;
    AtomicInteger work = new AtomicInteger();
    Thread producer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < total; i++) {
                work.incrementAndGet();
                signal.raise();
              }
            });
    SystemClock clock = new SystemClock();
    List<Integer> seen = new ArrayList<>();
    int last = 0;
    while (last < total) {
      CompletableFuture<Void> next = signal.next();
      int now = work.get();
      if (now > last) {
        seen.add(now);
        last = now;
        continue;
      }
      assertThat(clock.await(next, Duration.ofSeconds(20))).as("woken at %d", last).isTrue();
    }
    producer.join();
    assertThat(seen).isNotEmpty().last().isEqualTo(total);
  }
}
