package dev.etcdsync.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;
import dev.etcdsync.model.Shortfall;
import dev.etcdsync.model.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromotionDocumentTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private final PromotionDocument document = new PromotionDocument();

  static List<Promotion> samples() {
    Promotion begun = Promotion.begin("4711@here", NOON);
    return List.of(
        begun,
        begun.ended(7, 9, Optional.empty(), NOON.plusMillis(1)),
        begun.ended(0, 9, Optional.of(new Shortfall.Copying(NOON.minusMillis(3))), NOON),
        begun
            .ended(7, 8, Optional.of(new Shortfall.Part(8, 100, 300)), NOON)
            .at(Stage.PROMOTED, NOON.plusSeconds(9)));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void comesBackAsItWas(Promotion promotion) {
    assertThat(document.read(document.write(promotion))).isEqualTo(promotion);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"version\":2}",
        "{\"version\":1}",
        "{\"version\":1,\"stage\":\"flying\"}",
        "{\"version\":1,\"stage\":\"placing\",\"by\":\"x\"}",
        "nonsense"
      })
  void whatIsNotOfThisVersionIsRefused(String text) {
    assertThatThrownBy(() -> document.read(Value.of(text)))
        .isInstanceOf(UnknownFormatException.class);
  }

  @Test
  void theEndSaysWhatIsThereAndNoMore() {
    Promotion ended =
        Promotion.begin("4711@here", NOON)
            .ended(0, 9, Optional.of(new Shortfall.Copying(NOON)), NOON);
    assertThat(new String(document.write(ended).bytes(), StandardCharsets.UTF_8))
        .contains("\"incomplete\":{\"copyingSince\":\"2026-03-02T12:00:00Z\"}");
  }
}
