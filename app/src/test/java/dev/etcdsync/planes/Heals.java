package dev.etcdsync.planes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Await;
import dev.etcdsync.real.Program;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a leader healed within a minute, and what {@code status} calls contested, with who writes it
 * as far as that is told.
 */
public record Heals(List<String> healed, Map<String, String> contested) {
  private static final Pattern HEALED = Pattern.compile(" Healed key=(\\S+)");
  private static final Pattern WRITER = Pattern.compile(" Healed key=\\S+ was=(.*) modRevision=");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** A key is healed four times within 15 s; then it is contested, and left. */
  private static final Duration QUIET = Duration.ofSeconds(15);

  /** Waits until nothing has been healed for a while. */
  public static void awaitNone(Program program, Duration settling) {
    Await.until(
        "nothing is healed any more",
        settling,
        () -> {
          int mark = program.mark();
          Await.hold(QUIET);
          return healed(program, mark).isEmpty();
        },
        program::evidence);
  }

  /**
   * Waits for that, and then counts for a minute.
   *
   * @param meanwhile what is done within that minute
   * @param status what the command {@code status} says
   */
  public static Heals inTheMinuteAfterSettling(
      Program program, Duration settling, Supplier<JsonNode> status, Runnable meanwhile) {
    awaitNone(program, settling);
    int mark = program.mark();
    long begin = System.nanoTime();
    meanwhile.run();
    Await.hold(MINUTE.minusNanos(System.nanoTime() - begin));
    return new Heals(healed(program, mark), contested(status.get()));
  }

  /** How often each writer's doings were healed after a mark in the log. */
  static Map<String, Integer> byWriter(Program program, int mark) {
    Map<String, Integer> count = new TreeMap<>();
    program.all(" Healed key=", mark).stream()
        .map(WRITER::matcher)
        .filter(Matcher::find)
        .forEach(line -> count.merge(line.group(1), 1, Integer::sum));
    return count;
  }

  /** The keys that were healed after a mark in the log, one for each time. */
  private static List<String> healed(Program program, int mark) {
    return program.all(" Healed key=", mark).stream()
        .map(HEALED::matcher)
        .filter(Matcher::find)
        .map(line -> line.group(1))
        .toList();
  }

  private static Map<String, String> contested(JsonNode status) {
    Map<String, String> contested = new TreeMap<>();
    for (JsonNode one : status.at("/drift/contestedKeys")) {
      contested.put(one.path("key").asText(), one.path("writer").asText());
    }
    return contested;
  }

  /** Nothing was healed, but for keys that are contested, and then it is told who writes them. */
  public void expectNoneUnnamed() {
    assertThat(contested.keySet()).as("contested, as against healed").containsAll(healed);
    assertThat(contested.values()).as("who contests %s", contested).noneMatch(String::isBlank);
  }
}
