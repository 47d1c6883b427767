package dev.etcdsync.simulation;

import dev.etcdsync.model.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Virtual time and the events in it, one after the other.
 *
 * <p>The test's thread and the simulated processes are participants; exactly one of them runs at
 * any moment, and the order is a function of the seed alone. A participant that waits ({@link
 * Clock#await}) carries the next events out itself until its own wake-up is among them, or hands
 * over to the participant that an event wakes.
 */
public final class SimulatedWorld implements AutoCloseable {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** More than any sane run needs: whoever gets there goes round in circles. */
  private static final long MOST_EVENTS = 20_000_000;

  private final long seed;
  private final Random random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<SimulatedProcess> processes = new ArrayList<>();
  private final Participant main = new Participant();
  private Participant running = main;
  private BooleanSupplier wanted = () -> false;
  private Throwable failure;
  private long nanos;
  private long sequence;

  public SimulatedWorld(long seed) {
    this.seed = seed;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
  }

  private record Event(long time, long sequence, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  /** Something that runs for a while, waits, and runs again. */
  static final class Participant {
    private final Semaphore turn = new Semaphore(0);
    private long waits;
    private boolean woken;
  }

  public long seed() {
    return seed;
  }

  /** The source of all chance. */
  public Random random() {
    return random;
  }

  public boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** A duration between the two, more often short than long. */
  public Duration between(Duration least, Duration most) {
    double portion = random.nextDouble();
    return least.plusNanos((long) ((most.toNanos() - least.toNanos()) * portion * portion));
  }

  public Instant now() {
    return START.plusNanos(nanos);
  }

  public long nanos() {
    return nanos;
  }

  /** How many events have happened. */
  public long happened() {
    return sequence;
  }

  /** Lets {@code action} happen after {@code delay}. */
  public void after(Duration delay, Runnable action) {
    events.add(new Event(nanos + Math.max(0, delay.toNanos()), sequence++, action));
  }

  /** Lets {@code action} happen again and again, at random intervals, until the world ends. */
  public void every(Duration least, Duration most, Runnable action) {
    after(
        between(least, most),
        () -> {
          action.run();
          every(least, most, action);
        });
  }

  /** Ends the run: the test's thread throws this. */
  public void fail(AssertionError violation) {
    if (failure == null) {
      failure = violation;
    }
  }

  /** The clock of the test's own thread. */
  public Clock clock() {
    return clockOf(main, () -> {});
  }

  Clock clockOf(Participant participant, Runnable check) {
    return new Clock() {
      @Override
      public Instant now() {
        return SimulatedWorld.this.now();
      }

      @Override
      public long nanos() {
        return nanos;
      }

      @Override
      public boolean await(CompletableFuture<?> future, Duration timeout) {
        check.run();
        boolean done = SimulatedWorld.this.await(participant, future, timeout);
        check.run();
        return done;
      }
    };
  }

  /** Starts a process. It begins to run with the next events. */
  public SimulatedProcess start(String name, SimulatedProcess.Program program) {
    SimulatedProcess process = new SimulatedProcess(this, name);
    processes.add(process);
    after(Duration.ZERO, () -> process.begin(program));
    return process;
  }

  /**
   * Lets the world go on until something is so, or for {@code atMost}.
   *
   * @return whether it is so
   */
  public boolean runUntil(BooleanSupplier condition, Duration atMost) {
    wanted = condition;
    boolean reached =
        condition.getAsBoolean() || await(main, new CompletableFuture<Void>(), atMost);
    wanted = () -> false;
    return reached || condition.getAsBoolean();
  }

  public void runFor(Duration duration) {
    runUntil(() -> false, duration);
  }

  /** Ends every process. */
  @Override
  public void close() {
    for (SimulatedProcess process : List.copyOf(processes)) {
      process.crash();
    }
    runUntil(() -> processes.stream().allMatch(SimulatedProcess::isOver), Duration.ofDays(10_000));
  }

  boolean await(Participant self, CompletableFuture<?> future, Duration timeout) {
    long number = ++self.waits;
    self.woken = false;
    Runnable wake = () -> wake(self, number);
    if (future.isDone()) {
      after(computing(), wake);
    } else {
      var _ = future.whenComplete((value, thrown) -> after(computing(), wake));
      after(timeout, wake);
    }
    while (!self.woken) {
      happen();
    }
    if (self == main && failure != null) {
      Throwable thrown = failure;
      failure = null;
      throw new AssertionError(
          "seed %d, at %s: %s".formatted(seed, now(), thrown.getMessage()), thrown);
    }
    return future.isDone();
  }

  /** What the processor needs between two waits: little, but never nothing. */
  private Duration computing() {
    return Duration.ofNanos(1_000 + random.nextInt(50_000));
  }

  private void happen() {
    if (failure != null || wanted.getAsBoolean()) {
      wanted = () -> false;
      wake(main, main.waits);
      return;
    }
    Event event = events.remove();
    nanos = event.time();
    try {
      if (sequence > MOST_EVENTS) {
        throw new AssertionError("too many events: something goes round in circles");
      }
      event.action().run();
    } catch (Throwable thrown) {
      failure = failure == null ? thrown : failure;
    }
  }

  private void wake(Participant sleeper, long number) {
    if (sleeper.waits == number && !sleeper.woken) {
      sleeper.woken = true;
      handOver(sleeper);
    }
  }

  /** Lets {@code next} run, and the participant that runs now wait until it is woken itself. */
  void handOver(Participant next) {
    Participant self = running;
    if (next != self) {
      running = next;
      next.turn.release();
      self.turn.acquireUninterruptibly();
    }
  }

  /** The participant that runs now has ended: the test's thread goes on. */
  void leave() {
    running = main;
    main.turn.release();
  }

  /** Where a new participant's thread begins: it waits for its first turn. */
  void enter(Participant participant) {
    participant.turn.acquireUninterruptibly();
  }

  /** Wakes a process out of whatever it waits for. */
  void interrupt(Participant participant) {
    after(Duration.ZERO, () -> wake(participant, participant.waits));
  }
}
