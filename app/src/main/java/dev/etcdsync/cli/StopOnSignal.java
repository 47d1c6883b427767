package dev.etcdsync.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the program end in order when it gets SIGTERM or SIGINT, with its own exit status in place
 * of the 128 + signal that the JVM would end with.
 */
final class StopOnSignal {
  private static final Logger LOG = LoggerFactory.getLogger(StopOnSignal.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CompletableFuture<ExitCode> ended = new CompletableFuture<>();
  private final Runnable requestStop;
  private final Thread hook = new Thread(this::atShutdown, "stop-on-signal");

  private StopOnSignal(Runnable requestStop) {
    this.requestStop = requestStop;
  }

  /**
   * @param requestStop called in a thread of its own at the signal; returns at once
   */
  static StopOnSignal install(Runnable requestStop) {
    StopOnSignal stop = new StopOnSignal(requestStop);
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  /** What was to be stopped has ended; from here on signals do what they do by default. */
  void ended(ExitCode code) {
    ended.complete(code);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running, was waiting for this, and ends the program with this code.
    }
  }

  private void atShutdown() {
    LOG.info("stopping on request");
    requestStop.run();
    // Only halting can change the exit status once the JVM shuts down.
    Runtime.getRuntime().halt(await().code());
  }

  private ExitCode await() {
    try {
      return ended.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Whatever is under way is fenced and settled by the next start, as after a SIGKILL.
      LOG.warn("did not stop in time and ends now waited={}s", PATIENCE.toSeconds());
      return ExitCode.DONE;
    } catch (InterruptedException | ExecutionException e) {
      return ExitCode.UNEXPECTED;
    }
  }
}
