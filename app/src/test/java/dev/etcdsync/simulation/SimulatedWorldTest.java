package dev.etcdsync.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SimulatedWorldTest {
  private final SimulatedWorld world = new SimulatedWorld(1);
  private final List<String> heard = new ArrayList<>();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void timePassesOnlyWhereSomebodyWaits() {
    Instant before = world.now();
    CompletableFuture<Void> never = new CompletableFuture<>();
    assertThat(world.clock().await(never, Duration.ofHours(1))).isFalse();
    assertThat(Duration.between(before, world.now())).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aWaitEndsWhenTheFutureIsComplete() {
    CompletableFuture<Void> soon = new CompletableFuture<>();
    world.after(Duration.ofSeconds(2), () -> soon.complete(null));
    assertThat(world.clock().await(soon, Duration.ofHours(1))).isTrue();
    assertThat(Duration.ofNanos(world.nanos())).isBetween(seconds(2), seconds(3));
  }

  @Test
  void aFailedFutureIsComplete() {
    CompletableFuture<Void> failed =
        CompletableFuture.failedFuture(new IllegalStateException("no"));
    assertThat(world.clock().await(failed, Duration.ofHours(1))).isTrue();
  }

  @Test
  void processesTakeTurnsByTheClockAlone() {
    for (String name : List.of("a", "b", "c")) {
      world.start(
          name,
          self -> {
            for (int i = 0; i < 3; i++) {
              sleep(self, seconds(name.equals("a") ? 2 : 3));
              heard.add(name + i);
            }
          });
    }
    world.runFor(seconds(100));
    assertThat(heard.subList(0, 2)).contains("a0");
    assertThat(heard).hasSize(9);
    assertThat(heard.indexOf("a2")).isLessThan(heard.indexOf("b2"));
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    List<List<Long>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      List<Long> times = new ArrayList<>();
      try (SimulatedWorld other = new SimulatedWorld(42)) {
        for (int i = 0; i < 3; i++) {
          other.start(
              "p" + i,
              self -> {
                for (int j = 0; j < 20; j++) {
                  sleep(self, other.between(Duration.ZERO, seconds(1)));
                  times.add(self.clock().nanos());
                }
              });
        }
        other.runFor(seconds(60));
      }
      runs.add(times);
    }
    assertThat(runs.get(0)).hasSize(60).isEqualTo(runs.get(1));
  }

  @Test
  void aCrashEndsAProcessWhereItWaits() {
    SimulatedProcess process =
        world.start(
            "a",
            self -> {
              try {
                sleep(self, seconds(10));
                heard.add("awake");
              } finally {
                heard.add("gone");
              }
            });
    world.runFor(seconds(5));
    process.crash();
    world.runUntil(process::isOver, seconds(1));
    assertThat(process.isCrashed()).isTrue();
    assertThat(process.failure()).isEmpty();
    assertThat(heard).containsExactly("gone");
  }

  @Test
  void aProcessCanCrashAtACertainStep() {
    SimulatedProcess process =
        world.start(
            "a",
            self -> {
              self.crashAfter(5);
              for (int i = 0; i < 100; i++) {
                sleep(self, seconds(1));
                heard.add("step");
              }
            });
    world.runUntil(process::isOver, seconds(100));
    assertThat(process.isCrashed()).isTrue();
    assertThat(heard).hasSizeBetween(1, 5);
  }

  @Test
  void aPausedProcessSleepsThroughItsTimeouts() {
    List<Long> times = new ArrayList<>();
    SimulatedProcess process =
        world.start(
            "a",
            self -> {
              sleep(self, seconds(1));
              times.add(self.clock().nanos());
            });
    process.pause(seconds(30));
    world.runUntil(process::isOver, seconds(100));
    assertThat(Duration.ofNanos(times.getFirst())).isGreaterThanOrEqualTo(seconds(30));
  }

  @Test
  void whatAProcessThrowsIsKept() {
    SimulatedProcess process =
        world.start(
            "a",
            self -> {
              throw new IllegalStateException("no");
            });
    world.runUntil(process::isOver, seconds(1));
    assertThat(process.failure()).get().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aViolationEndsTheRunAndNamesTheSeed() {
    world.start("a", self -> sleep(self, seconds(100)));
    world.after(
        seconds(3),
        () -> {
          throw new AssertionError("violated");
        });
    assertThatThrownBy(() -> world.runFor(seconds(100)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed 1")
        .hasMessageContaining("violated");
  }

  @Test
  void runsUntilSomethingIsSo() {
    world.every(seconds(1), seconds(2), () -> heard.add("tick"));
    assertThat(world.runUntil(() -> heard.size() == 5, seconds(100))).isTrue();
    assertThat(heard).hasSize(5);
    assertThat(world.runUntil(() -> heard.size() == 1000, seconds(100))).isFalse();
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static void sleep(SimulatedProcess self, Duration duration) {
    var _ = self.clock().await(new CompletableFuture<Void>(), duration);
  }
}
