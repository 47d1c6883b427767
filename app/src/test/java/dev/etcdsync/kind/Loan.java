package dev.etcdsync.kind;

import dev.etcdsync.real.Await;
import dev.etcdsync.real.Folders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two clusters on loan from lend.sh, which takes down what it had to bring up when its standard
 * input ends: when this is closed, or when this JVM is gone, however it went.
 */
final class Loan implements AutoCloseable {
  /** A node image that has to be built takes most of it. */
  private static final Duration PATIENCE = Duration.ofMinutes(45);

  private static final Duration RETURN = Duration.ofMinutes(3);

  private final Process process;
  private final Path log;
  private volatile boolean lent;

  private Loan(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Borrows the clusters, and waits for them.
   *
   * @param log where the script writes what it does
   */
  static Loan of(KindScripts scripts, ServiceNetworks networks, Path log) {
    List<String> command = new ArrayList<>(List.of(scripts.lend().toString()));
    command.addAll(networks.arguments());
    Folders.write(log, "");
    Loan loan;
    try {
      // No Child, since that would be killed with this JVM, and leave the clusters.
      loan = new Loan(new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + scripts.lend(), e);
    }
    loan.await();
    return loan;
  }

  private void await() {
    Thread.ofVirtual().name("loan").start(this::read);
    Await.until(
        "the kind clusters are up",
        PATIENCE,
        () -> lent || !process.isAlive(),
        () -> Folders.tail(log, 30));
    if (!lent) {
      throw new IllegalStateException("No kind clusters:\n" + Folders.tail(log, 30));
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        lent |= line.equals("lent");
      }
    } catch (IOException e) {
      // It ends with the process.
    }
  }

  /** Gives them back, and waits until what was brought up for this is taken down. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(RETURN.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError("The kind clusters are not taken down:\n" + Folders.tail(log, 30));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
