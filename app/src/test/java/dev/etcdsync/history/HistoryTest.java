package dev.etcdsync.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.ContestedKey;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LastCopy;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.LinkVersions;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;
import dev.etcdsync.view.Ages;
import dev.etcdsync.view.LinkReading;
import dev.etcdsync.view.Published;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

  private final History history =
      new History(new Ages(Duration.ofSeconds(15), Duration.ofMinutes(11)), START);
  private Instant now = START;

  // What the leader says next.
  private LinkPhase phase = LinkPhase.FOLLOWING;
  private long epoch = 3;
  private String holder = "7@one";
  private long revision = 40;
  private Optional<LastCopy> copy = Optional.empty();
  private DriftSummary drift = DriftSummary.none();
  private CompareSummary compare = CompareSummary.none();
  private Optional<Finding> parked = Optional.empty();
  private Optional<String> trouble = Optional.empty();
  private Optional<Promotion> promotion = Optional.empty();
  private Instant said = START;

  @BeforeEach
  void firstLook() {
    publish();
    assertThat(events()).containsExactly("began");
  }

  /** A second later the leader says it, and it is seen. */
  private void publish() {
    now = now.plusSeconds(1);
    said = now;
    look();
  }

  private void look() {
    LinkStatus status =
        new LinkStatus(
            phase,
            epoch,
            holder,
            revision,
            42,
            phase == LinkPhase.COPYING ? Optional.empty() : Optional.of(said.minusMillis(500)),
            0,
            0,
            copy,
            0,
            drift,
            compare,
            parked,
            trouble,
            LinkVersions.unknown(),
            said);
    note(
        new LinkReading.Known(
            new Published(status, promotion, Optional.empty(), false, List.of("3.6.16")), now));
  }

  private void note(LinkReading reading) {
    history.note(reading, now);
  }

  private JsonNode json() {
    return history.json(now);
  }

  /** The oldest first. */
  private List<String> events() {
    List<String> kinds = new ArrayList<>();
    json().path("events").forEach(event -> kinds.addFirst(event.path("kind").asText()));
    return kinds;
  }

  private String newest() {
    return json().at("/events/0/sentence").asText();
  }

  private static LastCompare compared(Instant at, long missed) {
    return new LastCompare(at, Duration.ofSeconds(1), 40, 90, 100, missed, 0, 0, 3, 0);
  }

  @Test
  void nothingNewIsNoEvent() {
    for (int second = 0; second < 100; second++) {
      revision++;
      publish();
    }
    assertThat(events()).containsExactly("began");
  }

  @Test
  void anotherLeaderIsNamed() {
    epoch = 4;
    holder = "9@two";
    publish();
    assertThat(events()).containsExactly("began", "leader");
    assertThat(newest()).isEqualTo("9@two leads, epoch 4; before it did 7@one");
  }

  @Test
  void whatKeepsTheLinkFromFollowingIsToldOnce() {
    phase = LinkPhase.CONNECTING;
    publish();
    trouble = Optional.of("primary: no member to ask");
    publish();
    trouble = Optional.of("primary: something else");
    publish();
    phase = LinkPhase.FOLLOWING;
    trouble = Optional.empty();
    publish();
    assertThat(events()).containsExactly("began", "interrupted", "following");
  }

  @Test
  void aCopyOfAStandbyThatWasCompleteIsAResync() {
    phase = LinkPhase.COPYING;
    revision = 0;
    copy = copied(true);
    publish();
    assertThat(newest())
        .isEqualTo(
            "A resync began (primary-compacted): both sides are compared, and what differs is"
                + " written");
    publish();
    phase = LinkPhase.FOLLOWING;
    revision = 50;
    copy = copy.map(it -> new LastCopy(it.began(), it.reason(), false));
    publish();
    publish();
    assertThat(events()).containsExactly("began", "resync", "copy-done");
    assertThat(newest()).contains("revision 50");
  }

  private Optional<LastCopy> copied(boolean running) {
    return Optional.of(new LastCopy(now, Optional.of("primary-compacted"), running));
  }

  @Test
  void aResyncThatWasDoneBetweenTwoLooksIsTold() {
    revision = 50;
    copy = copied(false);
    publish();
    publish();
    assertThat(events()).containsExactly("began", "resync", "copy-done");
  }

  @Test
  void theFirstCopyIsNoResync() {
    History fresh = new History(new Ages(Duration.ofSeconds(15), Duration.ofMinutes(11)), START);
    fresh.note(new LinkReading.Nothing(now), now);
    phase = LinkPhase.CONNECTING;
    revision = 0;
    Published connecting = seen();
    phase = LinkPhase.COPYING;
    copy = Optional.of(new LastCopy(now, Optional.of("first"), true));
    Published copying = seen();
    fresh.note(new LinkReading.Known(connecting, now), now);
    fresh.note(new LinkReading.Known(copying, now), now);
    JsonNode json = fresh.json(now);
    assertThat(json.at("/events/0/kind").asText()).isEqualTo("copy-started");
    assertThat(json.at("/events/1/kind").asText()).isEqualTo("began");
  }

  private Published seen() {
    LinkStatus status =
        new LinkStatus(
            phase,
            epoch,
            holder,
            revision,
            0,
            Optional.empty(),
            0,
            0,
            copy,
            0,
            drift,
            compare,
            parked,
            trouble,
            LinkVersions.unknown(),
            now);
    return new Published(status, Optional.empty(), Optional.empty(), false, List.of());
  }

  @Test
  void parkingIsToldWithItsSentenceAndItsEnd() {
    phase = LinkPhase.PARKED;
    parked = Optional.of(new Finding(Guard.MASS_DELETION, "300 keys", Optional.of("a1")));
    publish();
    publish();
    assertThat(newest()).isEqualTo("Parked by mass-deletion: 300 keys");
    phase = LinkPhase.FOLLOWING;
    parked = Optional.empty();
    publish();
    assertThat(events()).containsExactly("began", "parked", "resumed", "following");
  }

  @Test
  void anotherFindingOfTheSameGuardIsAnotherEvent() {
    phase = LinkPhase.PARKED;
    parked = Optional.of(new Finding(Guard.IDENTITY, "one", Optional.of("a1")));
    publish();
    parked = Optional.of(new Finding(Guard.IDENTITY, "two", Optional.of("b2")));
    publish();
    parked = Optional.of(new Finding(Guard.IDENTITY, "two, in other words", Optional.of("b2")));
    publish();
    assertThat(events()).containsExactly("began", "parked", "parked");
  }

  @Test
  void onlyAComparisonThatComesToSomethingElseIsTold() {
    compare = new CompareSummary(false, Optional.of(compared(now, 0)), Optional.empty());
    publish();
    compare = new CompareSummary(false, Optional.of(compared(now, 0)), Optional.empty());
    publish();
    compare = new CompareSummary(false, Optional.of(compared(now, 2)), Optional.empty());
    publish();
    assertThat(newest()).contains("100 keys found 2 missed, 0 different, 0 stale");
    compare = new CompareSummary(false, compare.last(), Optional.of("the primary is away"));
    publish();
    compare = new CompareSummary(false, Optional.of(compared(now, 2)), Optional.empty());
    publish();
    assertThat(events())
        .containsExactly("began", "check-clean", "check-drift", "check-unknown", "check-drift");
  }

  private void healed(long departed, long healed) {
    drift = drift(departed, departed, healed);
    publish();
  }

  private static DriftSummary drift(long suspected, long departed, long healed) {
    return new DriftSummary(
        suspected,
        suspected > 0 ? Optional.of(Duration.ofMillis(300)) : Optional.empty(),
        departed,
        healed,
        0,
        0,
        List.of());
  }

  @Test
  void controllersThatWriteStatusAreNoDrift() {
    for (int second = 0; second < 100; second++) {
      drift = drift(second % 2, 0, 0);
      publish();
    }
    assertThat(events()).containsExactly("began");
  }

  @Test
  void healsWithoutEndAreCountedAndToldNowAndThen() {
    healed(3, 0);
    healed(0, 3);
    for (int more = 4; more <= 27; more++) {
      healed(1, more);
      healed(0, more);
    }
    assertThat(events())
        .containsExactly("began", "drift-found", "drift-healed", "drift-found", "drift-healed");
    now = now.plusSeconds(30);
    healed(0, 27);
    assertThat(events()).endsWith("drift-healed");
    assertThat(newest()).isEqualTo("9 objects were written back");
  }

  @Test
  void anotherLeadersHealsCountFromZero() {
    healed(0, 5);
    epoch = 4;
    now = now.plusSeconds(60);
    healed(0, 2);
    assertThat(newest()).isEqualTo("2 objects were written back");
  }

  @Test
  void whoInsistsIsNamedUntilHeRests() {
    drift =
        new DriftSummary(
            0,
            Optional.empty(),
            0,
            0,
            0,
            1,
            List.of(new ContestedKey(Key.of("/registry/<script>\u0007"), Optional.of("helm"))));
    publish();
    assertThat(newest())
        .isEqualTo(
            "1 keys are overwritten as often as they are healed, such as"
                + " /registry/<script>\\x07, by helm");
    drift = DriftSummary.none();
    publish();
    assertThat(events()).containsExactly("began", "contested", "contest-ended");
  }

  @Test
  void aLeaderThatSaysNothingMoreIsTold() {
    now = now.plusSeconds(16);
    look();
    look();
    assertThat(events()).containsExactly("began", "leader-silent");
    // How far it is behind is not known any more, and how old its proof is, is.
    assertThat(json().at("/lag/revisions/3").isNull()).isTrue();
    assertThat(json().at("/lag/seconds/3").asDouble()).isEqualTo(16.5);
    publish();
    assertThat(events()).containsExactly("began", "leader-silent", "leader-heard");
  }

  @Test
  void aLeaderWhoseClockIsAheadIsMissedAllTheSame() {
    now = now.plusSeconds(5);
    said = now.plus(Duration.ofHours(1));
    look();
    // How old that is, nobody knows.
    assertThat(json().at("/lag/seconds/1").isNull()).isTrue();
    assertThat(json().at("/lag/revisions/1").isNull()).isTrue();
    now = now.plusSeconds(15);
    look();
    assertThat(events()).containsExactly("began");
    now = now.plusSeconds(1);
    look();
    assertThat(events()).containsExactly("began", "leader-silent");
    now = now.plusSeconds(1);
    said = said.plusSeconds(1);
    look();
    assertThat(events()).containsExactly("began", "leader-silent", "leader-heard");
  }

  @Test
  void aStandbyThatDoesNotAnswerIsToldAndLeavesAGap() {
    now = now.plusSeconds(10);
    note(new LinkReading.Unanswered("the standby's etcd gives no answer", now));
    now = now.plusSeconds(10);
    note(new LinkReading.Unanswered("the standby's etcd gives no answer", now));
    publish();
    assertThat(events()).containsExactly("began", "standby-silent", "standby-answers");
    assertThat(newest()).contains("after 11 s");
    JsonNode seconds = json().at("/lag/seconds");
    assertThat(seconds.get(0).asDouble()).isEqualTo(0.5);
    assertThat(seconds.get(2).isNull()).isTrue();
    assertThat(seconds.get(4).asDouble()).isEqualTo(0.5);
    assertThat(json().at("/lag/revisions/0").asLong()).isEqualTo(2);
    assertThat(json().at("/lag/from").asText()).isEqualTo("2026-03-02T09:00:00Z");
  }

  @Test
  void whatAnotherVersionWroteIsToldAndLeavesAGap() {
    now = now.plusSeconds(10);
    note(new LinkReading.Unreadable("it is of format version 2", now));
    note(new LinkReading.Unreadable("it is of format version 2", now));
    assertThat(newest()).isEqualTo("Nothing can be read: it is of format version 2");
    now = now.plusSeconds(10);
    publish();
    assertThat(events()).containsExactly("began", "unreadable", "readable");
    assertThat(json().at("/lag/seconds/2").isNull()).isTrue();
  }

  @Test
  void aPromotionIsToldStageByStageAndItsSilenceIsNone() {
    for (Stage stage : Stage.values()) {
      promotion = Optional.of(new Promotion(stage, 42, 42, Optional.empty(), "7@here", START, now));
      publish();
    }
    now = now.plus(Duration.ofHours(1));
    look();
    assertThat(events())
        .containsExactly("began", "promotion", "promotion", "promotion", "promotion");
    assertThat(newest()).isEqualTo("The standby is promoted, and serves on its own");
    assertThat(json().at("/lag/seconds").get(json().at("/lag/seconds").size() - 1).isNull())
        .isTrue();
  }

  @Test
  void memoryIsBoundedWhateverHappens() {
    for (int i = 0; i < 1000; i++) {
      epoch++;
      holder = "x".repeat(5000);
      publish();
    }
    JsonNode json = json();
    assertThat(json.path("events")).hasSize(EventLog.MOST);
    assertThat(json.at("/events/0/sentence").asText()).hasSizeLessThan(1000);
    assertThat(json.at("/events/0/tone").asText()).isEqualTo("news");
  }
}
