package dev.etcdsync.preflight;

import java.util.List;
import java.util.Optional;

/**
 * One thing that was looked at.
 *
 * @param about in a few fixed words
 * @param found one sentence
 * @param todo what to do; empty if nothing
 * @param keys that are concerned, all of them
 */
public record Line(
    String about, Outcome outcome, String found, Optional<String> todo, List<String> keys) {
  public Line {
    keys = List.copyOf(keys);
  }

  static Line pass(String about, String found) {
    return new Line(about, Outcome.PASS, found, Optional.empty(), List.of());
  }

  static Line warn(String about, String found, String todo) {
    return new Line(about, Outcome.WARN, found, Optional.of(todo), List.of());
  }

  static Line fail(String about, String found, String todo) {
    return new Line(about, Outcome.FAIL, found, Optional.of(todo), List.of());
  }

  Line with(List<String> concerned) {
    return new Line(about, outcome, found, todo, concerned);
  }
}
