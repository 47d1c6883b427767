package dev.etcdsync.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Value;
import dev.etcdsync.model.Verified;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiedDocumentTest {
  private final VerifiedDocument document = new VerifiedDocument();

  private static Verified with(Set<Key> again) {
    return new Verified(7, 9, 0xfedcba9876543210L, "digest", again);
  }

  @Test
  void whatIsWrittenIsRead() {
    Verified verified = with(Set.of(Key.of("/a"), Key.of(new byte[] {1, (byte) 0xff, 0})));
    assertThat(document.read(document.write(verified).orElseThrow())).contains(verified);
    assertThat(document.read(document.write(with(Set.of())).orElseThrow()))
        .contains(with(Set.of()));
  }

  @Test
  void whatIsTooLargeIsNotWritten() {
    Set<Key> many =
        IntStream.range(0, 10_000)
            .mapToObj(i -> Key.of("/registry/deployments/namespace-%d/name".formatted(i)))
            .collect(Collectors.toSet());
    assertThat(document.write(with(many))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "no JSON",
        "{\"version\":2,\"revision\":7,\"standbyRevision\":9,\"primaryCluster\":\"1\",\"again\":[]}",
        "{\"version\":1,\"revision\":7,\"standbyRevision\":9,\"primaryCluster\":\"1\"}",
        "{\"version\":1,\"standbyRevision\":9,\"primaryCluster\":\"1\",\"again\":[]}",
        "{\"version\":1,\"revision\":7,\"standbyRevision\":9,\"primaryCluster\":\"x\",\"again\":[]}",
        "{\"version\":1,\"revision\":7,\"standbyRevision\":9,\"primaryCluster\":\"1\",\"again\":[\"%\"]}"
      })
  void whatCannotBeReadIsNone(String text) {
    assertThat(document.read(Value.of(text))).isEmpty();
  }
}
