package dev.etcdsync.real;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs etcdctl: what the judge sees and what operators do goes through etcd's own tool. */
public final class Etcdctl {
  private static final Duration ELECTION = Duration.ofSeconds(20);

  private final Path binary;
  private final List<String> flags;

  public Etcdctl(Path binary, String endpoints, List<String> security) {
    this.binary = binary;
    this.flags = new ArrayList<>(List.of("--endpoints=" + endpoints, "--dial-timeout=5s"));
    this.flags.addAll(security);
  }

  /** One state of a key range: the revision it was read at, and each key with its value. */
  record Content(long revision, Map<String, Value> keys) {}

  /** The command line of a watch over a prefix from now on, a JSON document a response. */
  public List<String> watchCommand(String prefix) {
    return command(List.of("watch", prefix, "--prefix", "-w", "json"));
  }

  /** The command line of a watch over every key from a revision on. */
  List<String> watchCommand(long fromRevision) {
    return command(List.of("watch", "", "--prefix", "--rev=" + fromRevision, "-w", "json"));
  }

  /** Runs a command; fails with what it printed unless it ends with 0. */
  public String run(String... arguments) {
    return run("", arguments);
  }

  /** The same with a text on standard input. */
  String run(String input, String[] arguments) {
    Result result = execute(input, List.of(arguments), Duration.ofSeconds(30));
    long deadline = System.nanoTime() + ELECTION.toNanos();
    while (isReadWithoutLeader(arguments, result) && System.nanoTime() < deadline) {
      result = execute(input, List.of(arguments), Duration.ofSeconds(30));
    }
    if (result.exit != 0) {
      throw new IllegalStateException(
          "etcdctl "
              + String.join(" ", arguments)
              + " ended with "
              + result.exit
              + ": "
              + Text.shorten(result.out + result.err, 2000));
    }
    return result.out;
  }

  /** A cluster that elects a leader answers no read, and soon does: reading again harms nothing. */
  private static boolean isReadWithoutLeader(String[] arguments, Result result) {
    return result.exit != 0 && reads(arguments) && result.err.contains("code = Unavailable");
  }

  private static boolean reads(String[] arguments) {
    return List.of(arguments).contains("get") || List.of(arguments).contains("status");
  }

  /** Runs a command that may fail: whether it ended with 0. */
  boolean succeeds(Duration timeout, String... arguments) {
    return execute("", List.of(arguments), timeout).exit == 0;
  }

  JsonNode json(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-w", "json"));
    all.addAll(List.of(arguments));
    return Json.parse(run(all.toArray(String[]::new)));
  }

  /** The store's current revision, read through quorum. */
  public long revision() {
    return json("get", "no-such-key").path("header").path("revision").asLong();
  }

  public long put(String key, String value) {
    return json("put", "--", key, value).path("header").path("revision").asLong();
  }

  long delete(String key) {
    return json("del", "--", key).path("header").path("revision").asLong();
  }

  public long deletePrefix(String prefix) {
    return json("del", "--prefix", "--", prefix).path("header").path("revision").asLong();
  }

  /** One transaction without compares: lines such as {@code put KEY VALUE} and {@code del KEY}. */
  public long transaction(List<String> lines) {
    String out =
        run("\n" + String.join("\n", lines) + "\n\n\n", new String[] {"txn", "-w", "json"});
    return Json.parse(out).path("header").path("revision").asLong();
  }

  public Optional<String> get(String key) {
    return Optional.ofNullable(all(key, false).keys().get(key)).map(Value::content);
  }

  /** The keys under a prefix ("" for all) at one revision. */
  Content under(String prefix) {
    return all(prefix, true);
  }

  /** The keys under a prefix as they were at a revision. */
  Content under(String prefix, long revision) {
    return content(json("get", "--prefix", "--rev=" + revision, "--", prefix));
  }

  public long count(String prefix) {
    return json("get", "--prefix", "--keys-only", "--limit=1", "--", prefix).path("count").asLong();
  }

  /** Forgets the history before a revision, also in the files. */
  void compact(long revision) {
    run("compaction", "--physical", "--command-timeout=25s", "--", Long.toString(revision));
  }

  private Content all(String key, boolean prefix) {
    return content(prefix ? json("get", "--prefix", "--", key) : json("get", "--", key));
  }

  private static Content content(JsonNode response) {
    Map<String, Value> keys = new TreeMap<>();
    for (JsonNode kv : response.path("kvs")) {
      String key = Text.fromBase64(kv.path("key").asText());
      keys.put(key, Value.of(key, kv.path("value").asText()));
    }
    return new Content(response.path("header").path("revision").asLong(), keys);
  }

  private List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    command.addAll(flags);
    command.addAll(arguments);
    return command;
  }

  private record Result(int exit, String out, String err) {}

  private Result execute(String input, List<String> arguments, Duration timeout) {
    Path folder = Folders.temporary("etcdctl");
    try {
      Path out = folder.resolve("out");
      Path err = folder.resolve("err");
      Child child =
          Child.start(
              new ProcessBuilder(command(arguments))
                  .redirectOutput(out.toFile())
                  .redirectError(err.toFile()));
      try (OutputStream in = child.process().getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended before it read all: its exit code says the rest.
      }
      int exit = child.exit(timeout).orElse(-1);
      if (exit == -1) {
        child.kill();
      }
      return new Result(exit, Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Folders.delete(folder);
    }
  }
}
