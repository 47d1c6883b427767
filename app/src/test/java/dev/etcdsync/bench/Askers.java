package dev.etcdsync.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Clients of the monitor: some that ask for {@code /check} at a steady pace over connections that
 * they keep, and some that never finish to ask. From the beginning until they are closed.
 */
final class Askers implements AutoCloseable {
  static final int PER_SECOND = 1000;
  static final int SLOW = 200;

  private static final int CONNECTIONS = 8;
  private static final Duration BETWEEN_BYTES = Duration.ofSeconds(1);
  private static final byte[] QUESTION =
      "GET /check HTTP/1.1\r\nHost: bench\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SLOW_QUESTION =
      "GET /check HTTP/1.1\r\nHost: bench\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII);
  private static final String LENGTH = "content-length:";

  private final int port;
  private final long begun = System.nanoTime();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS + 1);
  private final List<Future<?>> working = new ArrayList<>();
  private volatile boolean closed;

  Askers(int port) {
    this.port = port;
    for (int i = 0; i < CONNECTIONS; i++) {
      int first = i;
      working.add(threads.submit(() -> failing(() -> ask(first))));
    }
    working.add(threads.submit(() -> failing(this::dawdle)));
  }

  private interface Work {
    void run() throws IOException;
  }

  private void failing(Work work) {
    try {
      work.run();
    } catch (IOException | RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  /** How many answers have come each second so far; fails if a client has. */
  double perSecond() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException("a client of the monitor failed", thrown);
    }
    return answered.get() / ((System.nanoTime() - begun) / 1e9);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private void ask(int first) throws IOException {
    try (Socket socket = connect();
        InputStream in = new BufferedInputStream(socket.getInputStream())) {
      for (int number = first; !closed; number += CONNECTIONS) {
        Sleep.until(begun + number * (1_000_000_000L / PER_SECOND));
        socket.getOutputStream().write(QUESTION);
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 200")) {
          throw new IllegalStateException("the monitor answers " + status);
        }
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
          if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
            length = Integer.parseInt(header.substring(LENGTH.length()).strip());
          }
        }
        in.skipNBytes(length);
        answered.incrementAndGet();
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the monitor has closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** Whoever is left comes again. */
  private void dawdle() {
    List<Socket> slow = new ArrayList<>();
    try {
      while (!closed) {
        slow.removeIf(socket -> !sent(socket, new byte[] {'a'}));
        while (slow.size() < SLOW) {
          Socket socket = connect();
          slow.add(socket);
          sent(socket, SLOW_QUESTION);
        }
        Sleep.of(BETWEEN_BYTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      slow.forEach(Askers::close);
    }
  }

  private static boolean sent(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException left) {
      close(socket);
      return false;
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone.
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.close();
  }
}
