package dev.etcdsync.simulation;

import dev.etcdsync.model.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One running engine. It dies where it waits or calls an etcd, as a killed process does: what it
 * has sent may still be carried out.
 */
public final class SimulatedProcess {
  private final SimulatedWorld world;
  private final String name;
  private final SimulatedWorld.Participant participant = new SimulatedWorld.Participant();
  private final Clock clock;
  private Optional<Throwable> failure = Optional.empty();
  private boolean crashed;
  private boolean over;
  private long steps;
  private long lastStep = Long.MAX_VALUE;
  private long pausedUntil;
  private final List<SimulatedProcess> threads = new ArrayList<>();

  /** What a process does. */
  public interface Program {
    void run(SimulatedProcess self);
  }

  SimulatedProcess(SimulatedWorld world, String name) {
    this.world = world;
    this.name = name;
    this.clock = world.clockOf(participant, this::step);
  }

  void begin(Program program) {
    if (crashed) {
      over = true;
      return;
    }
    Thread thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              world.enter(participant);
              try {
                program.run(this);
              } catch (SimulatedCrash crash) {
                crashed = true;
              } catch (Throwable thrown) {
                failure = Optional.of(thrown);
              } finally {
                over = true;
                threads.forEach(SimulatedProcess::crash);
                world.leave();
              }
            });
    thread.start();
    world.handOver(participant);
  }

  /** Another thread of it, which is paused with it and does not outlive it. */
  public void carry(SimulatedProcess thread) {
    threads.add(thread);
  }

  public String name() {
    return name;
  }

  public Clock clock() {
    return clock;
  }

  /** Whether it has returned, failed or crashed. */
  public boolean isOver() {
    return over;
  }

  public boolean isCrashed() {
    return crashed;
  }

  /** What the program threw, if it ended so and not by a crash. */
  public Optional<Throwable> failure() {
    return failure;
  }

  /** Kills it, wherever it is. */
  public void crash() {
    if (!over && !crashed) {
      crashed = true;
      world.interrupt(participant);
    }
  }

  /** Kills it after so many further steps; calls of an etcd and waits are steps. */
  public void crashAfter(long further) {
    lastStep = steps + further;
  }

  /** Stops it for a while, as SIGSTOP does: the world goes on. */
  public void pause(Duration duration) {
    pausedUntil = Math.max(pausedUntil, world.nanos() + duration.toNanos());
    threads.forEach(thread -> thread.pause(duration));
  }

  /** To be called wherever the process touches the world. */
  void step() {
    while (!crashed && world.nanos() < pausedUntil) {
      world.await(
          participant,
          new CompletableFuture<Void>(),
          Duration.ofNanos(pausedUntil - world.nanos()));
    }
    if (crashed || ++steps > lastStep) {
      crashed = true;
      throw new SimulatedCrash(name);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
