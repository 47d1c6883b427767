package dev.etcdsync.simulation;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Who calls an etcd.
 *
 * @param author named to the store's observers as the author of what it writes
 * @param step called at every call; a crashed process dies there
 * @param gone whether nobody is there any more to take an answer
 * @param requestTimeout by when every call is answered
 */
public record SimulatedClient(
    Object author, Runnable step, BooleanSupplier gone, Duration requestTimeout) {
  public static SimulatedClient of(SimulatedProcess process, Duration requestTimeout) {
    return new SimulatedClient(process, process::step, process::isOver, requestTimeout);
  }

  /** The test itself. */
  public static SimulatedClient test() {
    return new SimulatedClient("test", () -> {}, () -> false, Duration.ofSeconds(5));
  }
}
