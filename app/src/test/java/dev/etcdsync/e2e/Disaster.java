package dev.etcdsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The loss of the primary in the middle of what it serves, and what is left of it. */
final class Disaster {
  /** Written to the primary when nothing reached the standby any more. */
  static final String LOST = "never-replicated";

  private final Side primary;
  private final Side standby;
  private final Shop shop;

  /** A version that a client of the primary has kept. */
  private final String version;

  /** What the primary has acknowledged, in order. */
  private final List<Writer.Written> written;

  private Disaster(
      Side primary, Side standby, Shop shop, String version, List<Writer.Written> written) {
    this.primary = primary;
    this.standby = standby;
    this.shop = shop;
    this.version = version;
    this.written = List.copyOf(written);
  }

  /** Ends the primary's node under load, when some of the load has arrived. */
  static Disaster happens(Side primary, Side standby, Shop shop) {
    try (Writer writer = Writer.start(primary.cluster(), shop.namespace())) {
      standby.await("some of the load has arrived", () -> shop.has(standby, writer.name(2)));
      standby.node().cut(primary.node());
      shop.in(primary, "create configmap " + LOST).succeeded();
      String version = shop.version(primary);
      primary.node().kill();
      standby.node().mend(primary.node());
      return new Disaster(primary, standby, shop, version, writer.untilItsEnd());
    }
  }

  /** What was acknowledged up to the moment that the status names is there, and nothing else. */
  void expectWhatWasConfirmed(JsonNode status) {
    Instant confirmed = Instant.parse(status.path("confirmed").asText());
    Set<String> served = shop.configMaps(standby);
    List<String> promised =
        written.stream()
            .filter(it -> it.acknowledged().isBefore(confirmed))
            .map(Writer.Written::name)
            .toList();
    System.out.printf(
        "DrillIT: %d written, %d of them up to %s, %d served%n",
        written.size(), promised.size(), confirmed, served.size());
    assertThat(promised).isNotEmpty();
    assertThat(served).containsAll(promised).doesNotContain(LOST);
  }

  /** A client that comes over with what it knows of the primary hears that it has to list again. */
  void expectThatClientsListAgain() {
    assertThat(shop.watchFrom(version)).contains("410");
  }

  /** The former primary has what was never replicated still, and says so. */
  void expectLeftovers() {
    assertThat(shop.configMaps(primary)).contains(LOST);
    assertThat(primary.installation().check())
        .contains("\nCLEAN: ")
        .containsPattern(
            "/registry/configmaps/%s/%s\n +the standby's own".formatted(shop.namespace(), LOST));
  }
}
