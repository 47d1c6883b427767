package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A word that stands in values only, and is known again wherever it leaks: as it is, or in base64,
 * whatever stands before it.
 */
public record Telltale(String word) {
  /** How many of base64's digits tell of bytes before the word, by how many bytes modulo three. */
  private static final List<Integer> OF_OTHERS = List.of(0, 2, 3);

  /** Fails if the word stands in a text. */
  public void expectNotIn(String what, String text) {
    assertThat(isIn(text)).as("%s tells \"%s\":%n%s", what, word, text).isFalse();
  }

  /** Whether a text has the word, in one of its forms. */
  public boolean isIn(String text) {
    return Stream.concat(Stream.of(word), IntStream.range(0, 3).mapToObj(this::base64))
        .anyMatch(text::contains);
  }

  /** The digits that are the word's alone. */
  private String base64(int bytesBefore) {
    byte[] bytes = ("x".repeat(bytesBefore) + word).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder()
        .encodeToString(bytes)
        .substring(OF_OTHERS.get(bytesBefore), bytes.length * 8 / 6);
  }
}
