package dev.etcdsync.real;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** etcd-sync as a child process: its signals, its log lines, its exit code. */
public final class Program implements AutoCloseable {
  /** What the program's exit codes mean. */
  static final int STOPPED = 0;

  static final int BAD_INPUT = 2;
  public static final int DEPOSED = 3;
  static final int NO_ANSWER = 4;

  private static final int JVM_KILLED = 128 + 9;

  /** A command that ends by itself does so in seconds, unless others take the machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final String name;
  private final Child child;
  private final List<String> out = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final List<Thread> readers = new ArrayList<>();

  private Program(String name, List<String> arguments, Map<String, String> environment) {
    this(name, withVariables(new ProcessBuilder(command(arguments)), environment));
  }

  private static ProcessBuilder withVariables(
      ProcessBuilder builder, Map<String, String> environment) {
    builder.environment().putAll(environment);
    return builder;
  }

  private Program(String name, ProcessBuilder builder) {
    this.name = name;
    this.child = Child.start(builder);
    readers.add(read(child.process().getInputStream(), out));
    readers.add(read(child.process().getErrorStream(), lines));
  }

  public static Program start(String name, List<String> arguments) {
    return new Program(name, arguments, Map.of());
  }

  /** With further variables. */
  public static Program start(
      String name, List<String> arguments, Map<String, String> environment) {
    return new Program(name, arguments, environment);
  }

  /** How a run that ends by itself ended. */
  public record Ended(int exit, String out, String err) {}

  /** Runs a command that ends by itself, such as {@code version}. */
  public static Ended run(List<String> arguments) {
    try (Program program =
        new Program(arguments.isEmpty() ? "?" : arguments.getFirst(), arguments, Map.of())) {
      int exit = program.awaitExit(PATIENCE);
      return new Ended(exit, program.text(program.out), program.text(program.lines));
    }
  }

  /** Runs a line that was shown to a person, as a shell does into which it is pasted. */
  static Ended paste(String line) {
    String words =
        command(List.of()).stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-c", "etcd-sync() { %s \"$@\"; }\n%s".formatted(words, line));
    shell
        .environment()
        .merge(
            "PATH",
            String.valueOf(EtcdBinaries.V36.etcdctl().getParent()),
            (path, etcd) -> etcd + File.pathSeparator + path);
    try (Program program = new Program(line, shell)) {
      int exit = program.awaitExit(PATIENCE);
      return new Ended(exit, program.text(program.out), program.text(program.lines));
    }
  }

  private static List<String> command(List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx256m",
                "-cp",
                classPath(),
                "dev.etcdsync.cli.Main"));
    command.addAll(arguments);
    // Many run at a time, and one port is for one of them.
    if (!arguments.isEmpty()
        && arguments.getFirst().equals("run")
        && !arguments.contains("--http")) {
      command.addAll(List.of("--http", "off"));
    }
    return command;
  }

  private static String classPath() {
    String given = System.getProperty("program.classpath", "");
    if (!given.isBlank()) {
      return given;
    }
    String own =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of(own.split(File.pathSeparator, -1))
        .filter(entry -> !entry.contains("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private Thread read(InputStream in, List<String> into) {
    return Thread.ofVirtual()
        .name(name)
        .start(() -> {
          try (BufferedReader reader =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
              synchronized (into) {
                into.add(line);
              }
            }
          } catch (IOException e) {
            // The stream ends with the process.
          }
        });
  }

  long pid() {
    return child.process().pid();
  }

  public boolean alive() {
    return child.alive();
  }

  /** SIGKILL. */
  public void kill() {
    child.kill();
    drain();
  }

  /** SIGSTOP. */
  public void stop() {
    child.stop();
  }

  /** SIGCONT. */
  public void cont() {
    child.cont();
  }

  /** SIGTERM, and the exit code of a clean end expected. */
  public void terminate() {
    child.terminate();
    int exit = awaitExit(Duration.ofSeconds(20));
    if (exit != STOPPED) {
      throw new AssertionError(name + " ended with " + exit + " on SIGTERM\n" + evidence());
    }
  }

  /** Waits for the end, and returns the exit code. */
  public int awaitExit(Duration timeout) {
    int exit =
        child
            .exit(timeout)
            .orElseThrow(() ->
                new AssertionError(
                    name + " runs still after " + timeout.toMillis() + " ms\n" + evidence()));
    drain();
    return exit;
  }

  private void drain() {
    for (Thread reader : readers) {
      try {
        reader.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How many lines the log has: {@link #await(String, int, Duration)} looks behind them. */
  public int mark() {
    synchronized (lines) {
      return lines.size();
    }
  }

  /** Waits for a log line with a phrase, and returns it. */
  public String await(String phrase, Duration timeout) {
    return await(phrase, 0, timeout);
  }

  /** The same, only among the lines after a mark. */
  public String await(String phrase, int mark, Duration timeout) {
    Await.until(
        name + " logs «" + phrase + "»",
        timeout,
        () -> {
          if (find(phrase, mark).isPresent()) {
            return true;
          }
          if (!alive()) {
            drain();
            if (find(phrase, mark).isPresent()) {
              return true;
            }
            throw new AssertionError(
                name + " ended before it logged «" + phrase + "»\n" + evidence());
          }
          return false;
        },
        this::evidence);
    return find(phrase, mark).orElseThrow();
  }

  public Optional<String> find(String phrase, int mark) {
    synchronized (lines) {
      return lines.stream().skip(mark).filter(line -> line.contains(phrase)).findFirst();
    }
  }

  /** The log lines with a phrase after a mark. */
  public List<String> all(String phrase, int mark) {
    synchronized (lines) {
      return lines.stream().skip(mark).filter(line -> line.contains(phrase)).toList();
    }
  }

  /** Everything logged so far. */
  public String log() {
    return text(lines);
  }

  /** The number of log lines with a phrase. */
  public long count(String phrase) {
    synchronized (lines) {
      return lines.stream().filter(line -> line.contains(phrase)).count();
    }
  }

  /** The same before the first line with another phrase. */
  long countBefore(String end, String phrase) {
    synchronized (lines) {
      return lines.stream()
          .takeWhile(line -> !line.contains(end))
          .filter(line -> line.contains(phrase))
          .count();
    }
  }

  /** Fails when the process has ended. */
  public void expectAlive() {
    if (!alive()) {
      throw new AssertionError(
          name + " ended with " + child.exit(Duration.ZERO).orElse(-1) + "\n" + evidence());
    }
  }

  /** The number behind {@code name=} in a log line. */
  static long number(String line, String name) {
    int at = line.indexOf(" " + name + "=");
    if (at < 0) {
      throw new AssertionError("no " + name + "= in: " + line);
    }
    String digits =
        line.substring(at + name.length() + 2)
            .chars()
            .takeWhile(c -> c >= '0' && c <= '9')
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    if (digits.isEmpty()) {
      throw new AssertionError("no number behind " + name + "= in: " + line);
    }
    return Long.parseLong(digits);
  }

  /** What the command status says as JSON. */
  public static JsonNode status(List<String> standby, String link) {
    List<String> arguments = new ArrayList<>(List.of("status", "--link", link, "--output", "json"));
    arguments.addAll(standby);
    Ended ended = run(arguments);
    if (ended.exit() != 0) {
      throw new AssertionError("status ended with " + ended.exit() + ": " + ended.err());
    }
    return Json.parse(ended.out());
  }

  /** The last lines of the log. */
  public String evidence() {
    synchronized (lines) {
      return "-- "
          + name
          + " (pid "
          + pid()
          + (alive() ? ", alive" : ", ended with " + child.exit(Duration.ZERO).orElse(JVM_KILLED))
          + "), its last lines:\n"
          + lines.subList(Math.max(0, lines.size() - 40), lines.size()).stream()
              .map(line -> Text.shorten(line, 400))
              .collect(Collectors.joining("\n"));
    }
  }

  private String text(List<String> from) {
    synchronized (from) {
      return String.join("\n", from);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
