package dev.etcdsync.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.ContestedKey;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LastCopy;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.LinkVersions;
import dev.etcdsync.model.Value;
import dev.etcdsync.model.Witness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final Documents documents = new Documents();

  private static Arbitrary<Long> numbers() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE);
  }

  private static Arbitrary<Instant> times() {
    return Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli);
  }

  private static Arbitrary<Optional<Finding>> findings() {
    return Combinators.combine(
            Arbitraries.of(Guard.class),
            Arbitraries.strings().ofMaxLength(40),
            Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(16).optional())
        .as(Finding::new)
        .optional();
  }

  @Provide
  Arbitrary<Fence> fences() {
    return Combinators.combine(
            numbers(),
            Arbitraries.strings().ofMaxLength(30),
            Arbitraries.strings().alpha().ofLength(16),
            Arbitraries.longs(),
            Arbitraries.longs())
        .as(Fence::new);
  }

  @Provide
  Arbitrary<Checkpoint> checkpoints() {
    Arbitrary<Integer> counts = Arbitraries.integers().greaterOrEqual(0);
    Arbitrary<Position> positions =
        Arbitraries.oneOf(
            Combinators.combine(numbers(), times()).as(Position.Copying::new),
            numbers().map(Position.At::new),
            Combinators.combine(numbers(), numbers(), counts, counts).as(Position.Within::new));
    Arbitrary<Optional<Witness>> witnesses =
        Combinators.combine(
                Arbitraries.bytes().array(byte[].class).map(Key::of),
                numbers(),
                Arbitraries.strings().alpha().ofLength(16),
                Arbitraries.of(true, false))
            .as(Witness::new)
            .optional();
    return Combinators.combine(
            Arbitraries.longs(), positions, witnesses, numbers(), numbers(), findings(), times())
        .as(Checkpoint::new);
  }

  @Provide
  Arbitrary<LinkStatus> statuses() {
    return Combinators.combine(
            Arbitraries.of(LinkPhase.class),
            numbers(),
            Arbitraries.strings().ofMaxLength(30),
            Combinators.combine(numbers(), numbers()).as(List::of),
            times().optional(),
            Combinators.combine(numbers(), numbers()).as(List::of),
            findings(),
            times())
        .as((phase, epoch, holder, revisions, confirmed, keys, parked, time) ->
            new LinkStatus(
                phase,
                epoch,
                holder,
                revisions.get(0),
                revisions.get(1),
                confirmed,
                keys.get(0),
                keys.get(1),
                confirmed.map(then ->
                    new LastCopy(
                        then.minusSeconds(3), parked.map(Finding::sentence), keys.get(0) % 2 == 0)),
                keys.get(0) / 2,
                new DriftSummary(
                    keys.get(0),
                    confirmed.map(_ -> Duration.ofMillis(keys.get(1) % 86_400_001)),
                    4,
                    keys.get(1),
                    3,
                    2,
                    List.of(
                        new ContestedKey(Key.of("/registry/a"), Optional.of("a-controller")),
                        new ContestedKey(Key.of("/registry/\u00fc"), Optional.empty()))),
                new CompareSummary(
                    parked.isPresent(),
                    confirmed.map(then -> compare(then, keys)),
                    parked.map(Finding::sentence),
                    confirmed.map(_ -> Duration.ofMillis(keys.get(1) % 86_400_001))),
                parked,
                parked.map(Finding::sentence),
                LinkVersions.unknown(),
                time));
  }

  private static LastCompare compare(Instant time, List<Long> numbers) {
    return new LastCompare(
        time,
        Duration.ofMillis(numbers.get(0) % 100_000_000),
        numbers.get(0),
        numbers.get(1),
        numbers.get(0),
        numbers.get(1),
        3,
        4,
        5,
        6);
  }

  @Property(tries = 200)
  void aFenceIsReadAsItWasWritten(@ForAll("fences") Fence fence) {
    assertThat(documents.readFence(documents.write(fence))).isEqualTo(fence);
  }

  @Property(tries = 200)
  void aCheckpointIsReadAsItWasWritten(@ForAll("checkpoints") Checkpoint checkpoint) {
    assertThat(documents.readCheckpoint(documents.write(checkpoint))).isEqualTo(checkpoint);
  }

  @Property(tries = 200)
  void aStatusIsReadAsItWasWritten(@ForAll("statuses") LinkStatus status) {
    assertThat(documents.readStatus(documents.write(status))).isEqualTo(status);
  }

  @Property(tries = 200)
  void aConfirmationIsReadAsItWasWritten(@ForAll String token) {
    assertThat(documents.readConfirmation(documents.writeConfirmation(token))).isEqualTo(token);
  }

  @Property(tries = 200)
  void equalDocumentsAreEqualBytes(@ForAll("checkpoints") Checkpoint checkpoint) {
    assertThat(documents.write(checkpoint)).isEqualTo(new Documents().write(checkpoint));
  }

  @Property(tries = 200)
  void whateverBytesTheStandbyHoldsAreReadOrRefused(@ForAll byte[] bytes) {
    for (Function<Value, Object> reader : readers()) {
      assertThatThrownBy(() -> reader.apply(Value.wrap(bytes)))
          .isInstanceOf(UnknownFormatException.class);
    }
  }

  private List<Function<Value, Object>> readers() {
    return List.of(
        documents::readFence,
        documents::readCheckpoint,
        documents::readStatus,
        documents::readConfirmation);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"version\":2}",
        "{\"version\":\"1\"}",
        "{\"version\":1}",
        "{\"version\":1.5}",
        "not json",
        "{\"version\":1",
        "\"version\"",
        "1"
      })
  void whatIsNotOfThisVersionIsRefused(String text) {
    for (Function<Value, Object> reader : readers()) {
      assertThatThrownBy(() -> reader.apply(Value.of(text)))
          .isInstanceOf(UnknownFormatException.class);
    }
  }

  static List<Checkpoint> samples() {
    Checkpoint plain =
        new Checkpoint(7, new Position.At(9), Optional.empty(), 3, 4, Optional.empty(), NOON);
    return List.of(
        plain,
        plain.with(new Position.Copying(7, NOON), NOON),
        plain.with(new Position.Within(9, 12, 100, 300), NOON),
        plain.with(Optional.of(new Witness(Key.of("/registry/a"), 8, "digest", true))),
        plain.withBlocked(
            Optional.of(new Finding(Guard.MASS_DELETION, "too many", Optional.of("token")))));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aLaterVersionIsRefused(Checkpoint checkpoint) {
    Value later = edited(checkpoint, "\"version\":1", "\"version\":2");
    assertThatThrownBy(() -> documents.readCheckpoint(later))
        .isInstanceOf(UnknownFormatException.class)
        .hasMessage(
            "the link's checkpoint in the standby's etcd cannot be read: it is of format version 2,"
                + " and this etcd-sync reads format version 1");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void noFieldMayBeMissing(Checkpoint checkpoint) {
    String whole = text(documents.write(checkpoint));
    for (String name : List.of("phase", "s0", "seen", "time", "primaryCluster")) {
      Value without = Value.of(whole.replace("\"" + name + "\"", "\"other\""));
      assertThatThrownBy(() -> documents.readCheckpoint(without))
          .as(name)
          .isInstanceOf(UnknownFormatException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"nine\"", "\"9\"", "9.5", "{}", "true", "1e30"})
  void aRevisionThatIsNoWholeNumberIsRefused(String given) {
    Value wrong = edited(samples().getFirst(), "\"revision\":9", "\"revision\":" + given);
    assertThatThrownBy(() -> documents.readCheckpoint(wrong))
        .isInstanceOf(UnknownFormatException.class);
  }

  @Test
  void anUnknownPhaseOrGuardIsRefused() {
    Value phase = edited(samples().getFirst(), "following", "dreaming");
    Value guard = edited(samples().getLast(), "mass-deletion", "other");
    assertThatThrownBy(() -> documents.readCheckpoint(phase))
        .isInstanceOf(UnknownFormatException.class)
        .hasMessageContaining("dreaming");
    assertThatThrownBy(() -> documents.readCheckpoint(guard))
        .isInstanceOf(UnknownFormatException.class)
        .hasMessageContaining("other");
  }

  @Test
  void anUnknownFieldOfTheSameVersionIsIgnored() {
    Value more = edited(samples().getFirst(), "\"version\":1", "\"version\":1,\"more\":[1]");
    assertThat(documents.readCheckpoint(more)).isEqualTo(samples().getFirst());
  }

  @Test
  void lagIsToldInTheStatusForPeopleAndScripts() {
    LinkStatus status =
        new LinkStatus(
            LinkPhase.FOLLOWING,
            3,
            "a",
            90,
            100,
            Optional.of(NOON.minusMillis(1500)),
            0,
            0,
            Optional.empty(),
            0,
            DriftSummary.none(),
            CompareSummary.none(),
            Optional.empty(),
            Optional.empty(),
            LinkVersions.unknown(),
            NOON);
    assertThat(text(documents.write(status)))
        .contains("\"lagRevisions\":10")
        .contains("\"lagSeconds\":1.5");
  }

  @Test
  void aLeaderThatDoesNotTellHowOftenItComparesIsRead() {
    Duration interval = Duration.ofMillis(90_500);
    LinkStatus status = comparing(Optional.of(interval));
    String whole = text(documents.write(status));
    String told = ",\"checkIntervalSeconds\":90.5";
    assertThat(whole).contains(told);
    assertThat(documents.readStatus(Value.of(whole))).isEqualTo(status);
    assertThat(documents.readStatus(Value.of(whole.replace(told, ""))))
        .isEqualTo(comparing(Optional.empty()));
  }

  private static LinkStatus comparing(Optional<Duration> interval) {
    return new LinkStatus(
        LinkPhase.FOLLOWING,
        3,
        "a",
        90,
        90,
        Optional.of(NOON),
        0,
        0,
        Optional.empty(),
        0,
        DriftSummary.none(),
        new CompareSummary(true, Optional.empty(), Optional.empty(), interval),
        Optional.empty(),
        Optional.empty(),
        LinkVersions.unknown(),
        NOON);
  }

  @Test
  void aLeaderThatTellsNoVersionsIsReadAsIsOneThatTellsMore() {
    LinkVersions versions = new LinkVersions(Optional.of("0.1.0"), List.of("3.6.16", "3.5.35"));
    LinkStatus status = running(versions);
    String whole = text(documents.write(status));
    String told = ",\"leaderVersion\":\"0.1.0\",\"primaryVersions\":[\"3.6.16\",\"3.5.35\"]";
    assertThat(whole).contains(told);
    assertThat(documents.readStatus(Value.of(whole))).isEqualTo(status);
    assertThat(documents.readStatus(Value.of(whole.replace(told, ""))))
        .isEqualTo(running(LinkVersions.unknown()));
    assertThat(documents.readStatus(Value.of(whole.replace(told, told + ",\"later\":1"))))
        .isEqualTo(status);
  }

  private static LinkStatus running(LinkVersions versions) {
    LinkStatus status = comparing(Optional.empty());
    return new LinkStatus(
        status.phase(),
        status.epoch(),
        status.holder(),
        status.revision(),
        status.primaryRevision(),
        status.confirmed(),
        status.copied(),
        status.total(),
        status.copy(),
        status.held(),
        status.drift(),
        status.compare(),
        status.parked(),
        status.trouble(),
        versions,
        status.time());
  }

  @Test
  void aLeaderThatDoesNotTellWhyItCopiesIsRead() {
    String status =
        text(documents.write(comparing(Optional.empty())))
            .replace("\"held\"", "\"copyBegan\":\"2026-03-02T11:00:00Z\",\"held\"");
    assertThat(documents.readStatus(Value.of(status)).copy())
        .contains(new LastCopy(Instant.parse("2026-03-02T11:00:00Z"), Optional.empty(), true));
  }

  @Test
  void aLeaderThatComparesNothingIsBelievedAsBefore() {
    String old = "\"compare\":{\"pending\":true}";
    LinkStatus status = comparing(Optional.empty());
    assertThat(status.isSynced(Duration.ofSeconds(1), NOON)).isFalse();
    String whole = text(documents.write(status));
    assertThat(whole).contains(old);
    LinkStatus earlier = documents.readStatus(Value.of(whole.replace(old + ",", "")));
    assertThat(earlier.isSynced(Duration.ofSeconds(1), NOON)).isTrue();
  }

  private Value edited(Checkpoint checkpoint, String old, String young) {
    String whole = text(documents.write(checkpoint));
    assertThat(whole).contains(old);
    return Value.of(whole.replace(old, young));
  }

  private static String text(Value value) {
    return new String(value.bytes(), StandardCharsets.UTF_8);
  }
}
