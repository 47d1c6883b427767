package dev.etcdsync.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.GivenCertificates;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.LinkVersions;
import dev.etcdsync.simulation.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of all that the engine tells is news. */
class LinkNewsTest {
  private static final Instant NOW = Instant.parse("2026-03-02T09:14:07Z");

  private final ManualClock clock = new ManualClock();
  private final MemoryEvents store = new MemoryEvents();
  private final Heals heals = new Heals();
  private final Teller teller =
      new Teller(store, heals, new Expiries(new GivenCertificates(List.of(), clock), clock), clock);
  private final LinkNews news = new LinkNews("pod-0", teller, heals);

  private List<String> told() {
    while (teller.step().isZero()) {
      // The next one.
    }
    List<String> lines = store.lines();
    store.events.clear();
    return lines;
  }

  private static LinkStatus status(
      LinkPhase phase, long revision, Optional<Finding> parked, Optional<LastCompare> last) {
    return new LinkStatus(
        parked.isPresent() ? LinkPhase.PARKED : phase,
        3,
        "pod-0",
        revision,
        revision,
        Optional.empty(),
        0,
        0,
        Optional.empty(),
        0,
        DriftSummary.none(),
        new CompareSummary(last.isEmpty(), last, Optional.empty()),
        parked,
        Optional.empty(),
        LinkVersions.unknown(),
        NOW);
  }

  private static LinkStatus in(LinkPhase phase, long revision) {
    return status(phase, revision, Optional.empty(), Optional.empty());
  }

  private static LinkStatus parkedBy(Guard guard, String sentence) {
    return status(
        LinkPhase.CONNECTING,
        0,
        Optional.of(new Finding(guard, sentence, Optional.empty())),
        Optional.empty());
  }

  private static LinkStatus compared(Instant time, long missed) {
    LastCompare last =
        new LastCompare(time, Duration.ofSeconds(1), 40, 90, 100, missed, 0, 0, 3, 0);
    return status(LinkPhase.FOLLOWING, 41, Optional.empty(), Optional.of(last));
  }

  @Test
  void aFirstCopyIsToldWhenItBeginsAndWhenItIsDone() {
    news.leading(1);
    news.status(in(LinkPhase.CONNECTING, 0));
    news.copying(CopyReason.FIRST);
    news.status(in(LinkPhase.COPYING, 0));
    // What the engine says first when it follows still has no revision.
    news.status(in(LinkPhase.FOLLOWING, 0));
    news.status(in(LinkPhase.FOLLOWING, 41));
    news.status(in(LinkPhase.FOLLOWING, 42));
    assertThat(told())
        .containsExactly(
            "1x LeaderElected pod-0 leads the link, epoch 1",
            "1x CopyStarted The first copy has begun",
            "1x CopyDone The standby equals the primary at revision 41, and is kept so");
  }

  @Test
  void aResyncSaysWhy() {
    news.copying(CopyReason.PRIMARY_COMPACTED);
    assertThat(told())
        .containsExactly(
            "1x ResyncStarted Everything is copied again where it differs: primary-compacted");
  }

  @Test
  void whatAParkedLinkTriesIsNoNews() {
    news.status(parkedBy(Guard.MASS_DELETION, "too much would be deleted"));
    for (int i = 0; i < 3; i++) {
      news.copying(CopyReason.UNFINISHED);
      news.status(parkedBy(Guard.MASS_DELETION, "too much would be deleted, 7 by now"));
    }
    assertThat(told()).containsExactly("1x Parked mass-deletion: too much would be deleted");
    news.status(parkedBy(Guard.NO_SPACE, "no space"));
    assertThat(told()).containsExactly("1x Parked no-space: no space");
    news.copying(CopyReason.UNFINISHED);
    news.status(in(LinkPhase.COPYING, 0));
    news.status(in(LinkPhase.FOLLOWING, 50));
    assertThat(told())
        .containsExactly(
            "1x Resumed What no-space had stopped goes on",
            "1x CopyDone The standby equals the primary at revision 50, and is kept so; it was copied"
                + " for: unfinished");
  }

  /** As for a link that goes back: no status can be written then. */
  @Test
  void whatAGuardFindsBeforeTheClaimIsNewsOnce() {
    Optional<Finding> finding =
        Optional.of(new Finding(Guard.REVERSE_LINK, "it goes back", Optional.empty()));
    news.refused(finding);
    news.refused(finding);
    assertThat(told()).containsExactly("1x Parked reverse-link: it goes back");
    news.refused(Optional.empty());
    news.refused(Optional.empty());
    assertThat(told()).containsExactly("1x Resumed What reverse-link had stopped goes on");
  }

  @Test
  void anotherFindingOfTheSameGuardIsNews() {
    for (String token : List.of("1", "1", "2")) {
      Finding finding = new Finding(Guard.MASS_DELETION, "so many: " + token, Optional.of(token));
      news.status(status(LinkPhase.CONNECTING, 0, Optional.of(finding), Optional.empty()));
    }
    assertThat(told())
        .containsExactly(
            "1x Parked mass-deletion: so many: 1", "1x Parked mass-deletion: so many: 2");
  }

  @Test
  void whatAnEarlierLeadershipHealedIsNotToldAsNew() {
    news.beginning();
    news.leading(1);
    news.healed("missed");
    news.over();
    news.beginning();
    assertThat(told()).singleElement().asString().contains("LeaderElected");
    news.leading(2);
    assertThat(told()).allSatisfy(line -> assertThat(line).contains("LeaderElected")).isNotEmpty();
  }

  @Test
  void whatKeepsTheElectedOneFromClaimingDoesNotKeepItFromTelling(@TempDir Path folder)
      throws Exception {
    Expiries expiries = new Expiries(Authority.ofThePrimary(20, folder, clock), clock);
    Teller knowing = new Teller(store, heals, expiries, clock);
    LinkNews elected = new LinkNews("pod-0", knowing, heals);
    knowing.step();
    assertThat(store.lines()).as("every replica could").isEmpty();
    elected.beginning();
    elected.troubled(Optional.of("primary: no answer"));
    knowing.step();
    assertThat(store.lines())
        .singleElement()
        .asString()
        .startsWith("1x CertificateExpiring The authority certificate for the primary is valid");
    clock.pass(Expiries.BETWEEN.multipliedBy(30));
    elected.over();
    knowing.step();
    assertThat(store.lines()).as("another one's").hasSize(1);
    elected.beginning();
    knowing.step();
    assertThat(store.lines())
        .last()
        .asString()
        .startsWith("1x CertificateExpiring The authority certificate for the primary was valid");
  }

  @Test
  void eachUncleanComparisonIsToldOnce() {
    news.status(compared(NOW, 0));
    news.status(compared(NOW.plusSeconds(10), 2));
    news.status(compared(NOW.plusSeconds(10), 2));
    news.status(compared(NOW.plusSeconds(20), 1));
    news.status(compared(NOW.plusSeconds(30), 0));
    assertThat(told())
        .containsExactly(
            "1x DriftFound A comparison of everything found keys: 2 missed, 0 different, 0 stale",
            "1x DriftFound A comparison of everything found keys: 1 missed, 0 different, 0 stale");
  }

  @Test
  void aLongSentenceIsCut() {
    assertThat(new News(Reason.PARKED, "x".repeat(5000)).message()).hasSize(1024).endsWith("x...");
  }
}
