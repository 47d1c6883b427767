package dev.etcdsync.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LastCopy;
import dev.etcdsync.model.LeaderClock;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.LinkVersions;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;
import dev.etcdsync.model.Shortfall;
import dev.etcdsync.model.Side;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusViewTest {
  private static final StandbyCommand COMMANDS =
      new StandbyCommand(
          "default",
          new ClusterAddress(
              Side.STANDBY,
              List.of(URI.create("http://a:2379")),
              Optional.empty(),
              Optional.empty()));
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Ages AGES = new Ages(Duration.ofSeconds(15), Duration.ofMinutes(11));
  private static final Promotion DRAINING = Promotion.begin("7@here", NOON.minusSeconds(9));

  private static LinkStatus status(LinkPhase phase, CompareSummary compare) {
    return status(phase, compare, NOON.minusSeconds(1));
  }

  private static LinkStatus status(LinkPhase phase, CompareSummary compare, Instant said) {
    return new LinkStatus(
        phase,
        3,
        "7@here",
        41,
        42,
        Optional.of(said),
        0,
        0,
        Optional.empty(),
        2,
        DriftSummary.none(),
        compare,
        Optional.empty(),
        Optional.empty(),
        LinkVersions.unknown(),
        said);
  }

  private static LastCompare compare(long missed) {
    return new LastCompare(
        NOON.minusSeconds(12), Duration.ofMillis(1420), 81423, 90217, 100_000, missed, 0, 0, 3, 0);
  }

  private enum Output {
    TEXT,
    JSON
  }

  @Test
  void whatParksIsShownWithTheCommandThatConfirmsIt() {
    Finding finding =
        new Finding(
            Guard.MASS_DELETION, "Too much; if it was meant, confirm it", Optional.of("9f8a"));
    LinkStatus parked =
        status(LinkPhase.PARKED, CompareSummary.none()).parkedBy(Optional.of(finding));
    for (Output output : Output.values()) {
      assertThat(shown(parked, Optional.empty(), output))
          .contains(
              "Too much; if it was meant, confirm it: etcd-sync confirm mass-deletion"
                  + " --token 9f8a --link default --standby http://a:2379");
    }
    Finding refusal = new Finding(Guard.NO_SPACE, "No space", Optional.empty());
    assertThat(shown(parked.parkedBy(Optional.of(refusal)), Optional.empty(), Output.TEXT))
        .contains("No space")
        .doesNotContain("etcd-sync confirm");
  }

  private static String shown(CompareSummary compare, Output output) {
    return shown(status(LinkPhase.FOLLOWING, compare), Optional.empty(), output);
  }

  private static String shown(LinkPhase phase, Optional<Promotion> promotion, Output output) {
    return shown(status(phase, CompareSummary.none()), promotion, output);
  }

  private static String shown(LinkStatus status, Optional<Promotion> promotion, Output output) {
    return shown(
        new Published(status, promotion, Optional.empty(), false, List.of("3.6.16")), output);
  }

  private static String shown(Published published, Output output) {
    StatusView view = new StatusView(published, COMMANDS, AGES, NOON);
    StringWriter text = new StringWriter();
    switch (output) {
      case TEXT -> view.print(new PrintWriter(text));
      case JSON -> text.write(JsonText.of(view.json()));
    }
    return text.toString();
  }

  @Test
  void aLinkThatFollowsSaysNothingOfAPromotion() {
    assertThat(shown(LinkPhase.FOLLOWING, Optional.empty(), Output.TEXT))
        .contains("synced      yes")
        .contains("until it is promoted")
        .doesNotContain("promotion");
    assertThat(shown(LinkPhase.FOLLOWING, Optional.empty(), Output.JSON))
        .doesNotContain("promotion");
  }

  @Test
  void aDrainThatWasKilledSaysWhatToDo() {
    assertThat(shown(LinkPhase.FOLLOWING, Optional.of(DRAINING), Output.TEXT))
        .contains("--take-back")
        .contains("until it is promoted");
  }

  @Test
  void aPromotedLinkSaysWhenAndIsNotSynced() {
    Optional<Promotion> promotion =
        Optional.of(
            DRAINING
                .ended(41, 42, Optional.empty(), NOON.minusSeconds(6))
                .at(Stage.PROMOTED, NOON.minusSeconds(5)));
    assertThat(shown(LinkPhase.PROMOTED, promotion, Output.TEXT))
        .contains("phase       promoted")
        .contains("synced      no: the link has ended")
        .contains("promotion   done at 2026-03-02T11:59:55Z (5.0 s ago) by 7@here")
        .contains("stay aside")
        .doesNotContain("until it is promoted");
    assertThat(shown(LinkPhase.PROMOTED, promotion, Output.JSON))
        .contains("\"stage\" : \"promoted\"")
        .contains("\"synced\" : false")
        .contains("\"begun\" : \"2026-03-02T11:59:51Z\"");
  }

  @Test
  void anIncompleteOneSaysInWhat() {
    Optional<Promotion> promotion =
        Optional.of(
            DRAINING.ended(0, 42, Optional.of(new Shortfall.Copying(NOON.minusSeconds(99))), NOON));
    assertThat(shown(LinkPhase.PROMOTING, promotion, Output.TEXT))
        .contains(
            "incomplete  when the link ended: a copy is under way since 2026-03-02T11:58:21Z");
    assertThat(shown(LinkPhase.PROMOTING, promotion, Output.JSON))
        .contains("\"copyingSince\" : \"2026-03-02T11:58:21Z\"");
  }

  @Test
  void tellsOfTheLastComparison() {
    CompareSummary clean = new CompareSummary(false, Optional.of(compare(0)), Optional.empty());
    assertThat(shown(clean, Output.TEXT))
        .contains("synced      yes")
        .contains(
            "compared    clean at 2026-03-02T11:59:48Z (12.0 s ago), revision 81423: 100,000 keys in"
                + " 1.4 s");
    CompareSummary drift =
        new CompareSummary(false, Optional.of(compare(2)), Optional.of("no answer"));
    assertThat(shown(drift, Output.TEXT))
        .contains("compared    NOT CLEAN (2 missed, 0 different, 0 stale) at 2026-03-02T11:59:48Z")
        .contains("could not tell: no answer");
    assertThat(shown(drift, Output.JSON))
        .contains("\"clean\" : false", "\"missed\" : 2", "\"standbyRevision\" : 90217");
  }

  @Test
  void nothingIsCalledSyncedBeforeEverythingWasCompared() {
    CompareSummary pending = new CompareSummary(true, Optional.of(compare(0)), Optional.empty());
    assertThat(shown(pending, Output.TEXT))
        .contains("synced      no")
        .contains("compared    not yet since following began")
        .contains("before that clean at");
    assertThat(shown(pending, Output.JSON)).contains("\"synced\" : false");
  }

  private static final CompareSummary CLEAN =
      new CompareSummary(false, Optional.of(compare(0)), Optional.empty());

  private static void notPromotable(LinkStatus status, String why) {
    assertThat(shown(status, Optional.empty(), Output.TEXT)).contains("promotable  no: " + why);
    assertThat(shown(status, Optional.empty(), Output.JSON))
        .contains("\"promotable\" : false", "\"whyNotPromotable\" : \"" + why);
  }

  private static LinkStatus with(
      LinkStatus it, Optional<Instant> confirmed, DriftSummary drift, Optional<Finding> parked) {
    return new LinkStatus(
        it.phase(),
        it.epoch(),
        it.holder(),
        it.revision(),
        it.primaryRevision(),
        confirmed,
        it.copied(),
        it.total(),
        it.copy(),
        it.held(),
        drift,
        it.compare(),
        parked,
        it.trouble(),
        LinkVersions.unknown(),
        it.time());
  }

  @Test
  void aStandbyThatFollowsAndWasFoundCleanIsPromotable() {
    LinkStatus good = status(LinkPhase.FOLLOWING, CLEAN);
    assertThat(shown(good, Optional.empty(), Output.TEXT)).contains("promotable  yes");
    assertThat(shown(good, Optional.empty(), Output.JSON))
        .contains("\"promotable\" : true", "\"confirmedAgeSeconds\" : 1.0")
        .contains("\"standbyVersions\" : [ \"3.6.16\" ]")
        .doesNotContain("whyNotPromotable");
  }

  @Test
  void whatRunsIsToldAsFarAsItIsKnown() {
    LinkStatus of = status(LinkPhase.FOLLOWING, CLEAN);
    assertThat(shown(of, Optional.empty(), Output.TEXT))
        .contains("versions    the standby's etcd 3.6.16\n");
    LinkStatus told =
        new LinkStatus(
            of.phase(),
            of.epoch(),
            of.holder(),
            of.revision(),
            of.primaryRevision(),
            of.confirmed(),
            of.copied(),
            of.total(),
            of.copy(),
            of.held(),
            of.drift(),
            of.compare(),
            of.parked(),
            of.trouble(),
            new LinkVersions(Optional.of("0.1.0"), List.of("3.6.16", "3.5.35", "3.6.16")),
            of.time());
    assertThat(shown(told, Optional.empty(), Output.TEXT))
        .contains(
            "versions    etcd-sync 0.1.0, the primary's etcd 3.6.16 and 3.5.35, the standby's etcd"
                + " 3.6.16\n");
    assertThat(shown(told, Optional.empty(), Output.JSON))
        .contains("\"leaderVersion\" : \"0.1.0\"")
        .contains("\"primaryVersions\" : [ \"3.6.16\", \"3.5.35\", \"3.6.16\" ]");
  }

  @Test
  void whateverKeepsItFromBeingPromotedIsSaid() {
    LinkStatus good = status(LinkPhase.FOLLOWING, CLEAN);
    notPromotable(status(LinkPhase.CONNECTING, CLEAN), "the link does not follow the primary now");
    notPromotable(status(LinkPhase.COPYING, CLEAN), "a copy is under way");
    notPromotable(status(LinkPhase.PARKED, CLEAN), "the link is parked");
    notPromotable(status(LinkPhase.PROMOTED, CLEAN), "the link has ended");
    notPromotable(
        status(LinkPhase.FOLLOWING, CompareSummary.none()), "not everything has been compared yet");
    notPromotable(
        status(
            LinkPhase.FOLLOWING,
            new CompareSummary(false, Optional.of(compare(2)), Optional.empty())),
        "the last comparison found 2 missed, 0 different and 0 stale keys");
    notPromotable(
        with(good, Optional.empty(), DriftSummary.none(), Optional.empty()),
        "it is not known yet as of when the standby is complete");
    notPromotable(
        with(good, Optional.of(NOON.minusSeconds(16)), DriftSummary.none(), Optional.empty()),
        "the last proof that the standby is complete is of 2026-03-02T11:59:44Z, older than 15 s");
    notPromotable(drifting(suspected(4, Optional.empty(), 0)), "4 keys that others have written");
    notPromotable(
        drifting(new DriftSummary(0, Optional.empty(), 0, 0, 0, 1, List.of())),
        "1 keys are overwritten");
    assertThat(
            shown(
                new Published(
                    good,
                    Optional.empty(),
                    Optional.of(new Checkpoint.Position.Within(41, 42, 3, 9)),
                    false,
                    List.of()),
                Output.JSON))
        .contains("\"whyNotPromotable\" : \"revision 42 is applied in part: the first 3 of its 9")
        .contains("\"part\" : {");
  }

  private static LinkStatus lost(DriftSummary drift, CompareSummary compare) {
    LinkStatus lost = status(LinkPhase.CONNECTING, compare);
    return with(lost, lost.confirmed(), drift, Optional.empty());
  }

  private static void known(Published published, String fault) {
    assertThat(shown(published, Output.TEXT)).contains("promotable  no: " + fault);
    assertThat(shown(published, Output.JSON))
        .contains("\"safeToFailOver\" : \"no\"", "\"whyNotPromotable\" : \"" + fault)
        .doesNotContain("holds everything");
  }

  private static Published at(LinkStatus status, Checkpoint.Position position) {
    return new Published(status, Optional.empty(), Optional.of(position), false, List.of());
  }

  /** The night on which it counts: what was wrong before the primary was lost is wrong still. */
  @Test
  void whatIsKnownToBeWrongIsSaidOfALostPrimaryToo() {
    Checkpoint.Position whole = new Checkpoint.Position.At(41);
    String after = "; and the link does not follow the primary now";
    DriftSummary contested = new DriftSummary(0, Optional.empty(), 0, 0, 0, 1, List.of());
    known(
        at(lost(contested, CLEAN), whole),
        "1 keys are overwritten on the standby as often as they are healed" + after);
    known(
        at(lost(suspected(4, Optional.empty(), 3), CLEAN), whole),
        "3 keys are missed or different, and wait to be written back" + after);
    for (boolean pending : List.of(true, false)) {
      CompareSummary drift = new CompareSummary(pending, Optional.of(compare(2)), Optional.empty());
      known(
          at(lost(DriftSummary.none(), drift), whole),
          "the last comparison found 2 missed, 0 different and 0 stale keys" + after);
    }
    known(
        at(lost(DriftSummary.none(), CLEAN), new Checkpoint.Position.Within(41, 42, 3, 9)),
        "revision 42 is applied in part: the first 3 of its 9 changes" + after);
    known(
        at(
            lost(DriftSummary.none(), CLEAN),
            new Checkpoint.Position.Copying(0, NOON.minusSeconds(99))),
        "a copy was interrupted: since 2026-03-02T11:58:21Z the standby equals no revision"
            + after);
  }

  @Test
  void aLeaderThatDiedWithAContestedKeyIsNoRiddle() {
    LinkStatus silent = status(LinkPhase.FOLLOWING, CLEAN, NOON.minus(Duration.ofMinutes(2)));
    DriftSummary contested = new DriftSummary(0, Optional.empty(), 0, 0, 0, 1, List.of());
    known(
        at(
            with(silent, silent.confirmed(), contested, Optional.empty()),
            new Checkpoint.Position.At(41)),
        "1 keys are overwritten");
  }

  @Test
  void aLostPrimaryWhoseStandbyWasFoundCleanIsNotKnownToBeWrong() {
    String json = shown(status(LinkPhase.CONNECTING, CLEAN), Optional.empty(), Output.JSON);
    assertThat(json)
        .contains("\"safeToFailOver\" : \"unknown\"")
        .contains("the standby holds everything the primary had at 2026-03-02T11:59:59Z");
  }

  private static LinkStatus drifting(DriftSummary drift) {
    LinkStatus good = status(LinkPhase.FOLLOWING, CLEAN);
    return with(good, good.confirmed(), drift, Optional.empty());
  }

  private static DriftSummary suspected(long keys, Optional<Duration> oldest, long departed) {
    return new DriftSummary(keys, oldest, departed, 0, 0, 0, List.of());
  }

  @Test
  void aStandbyWhoseControllersWriteAllTheTimeIsPromotable() {
    LinkStatus busy = drifting(suspected(40, Optional.of(DriftSummary.LOOKING), 0));
    assertThat(shown(busy, Optional.empty(), Output.TEXT)).contains("promotable  yes");
    assertThat(shown(busy, Optional.empty(), Output.JSON))
        .contains("\"safeToFailOver\" : \"yes\"", "\"oldestSuspectSeconds\" : 3.0");
  }

  @Test
  void whatWaitsForLongerThanALookTakesIsNotKnown() {
    LinkStatus late = drifting(suspected(40, Optional.of(DriftSummary.LOOKING.plusMillis(1)), 0));
    notPromotable(late, "40 keys that others have written are still to be looked at");
    assertThat(shown(late, Optional.empty(), Output.JSON))
        .contains("\"safeToFailOver\" : \"unknown\"");
  }

  @Test
  void whatIsKnownToBeOtherwiseCountsAtOnce() {
    LinkStatus wrong = drifting(suspected(40, Optional.of(Duration.ofMillis(300)), 2));
    notPromotable(wrong, "2 keys are missed or different, and wait to be written back");
    assertThat(shown(wrong, Optional.empty(), Output.JSON))
        .contains("\"safeToFailOver\" : \"no\"", "\"departed\" : 2");
  }

  @Test
  void aComparisonOfLongAgoIsNoProof() {
    Instant old = NOON.minus(Duration.ofMinutes(12));
    LastCompare last = new LastCompare(old, Duration.ofSeconds(1), 1, 1, 1, 0, 0, 0, 0, 0);
    notPromotable(
        status(LinkPhase.FOLLOWING, new CompareSummary(false, Optional.of(last), Optional.empty())),
        "the last comparison is of 2026-03-02T11:48:00Z");
  }

  private static CompareSummary summary(LastCompare last, Duration interval) {
    return new CompareSummary(false, Optional.of(last), Optional.empty(), Optional.of(interval));
  }

  @Test
  void howOldAComparisonMayBeIsTheLeadersInterval() {
    LastCompare last =
        new LastCompare(
            NOON.minus(Duration.ofMinutes(50)), Duration.ofSeconds(1), 1, 1, 1, 0, 0, 0, 0, 0);
    CompareSummary hourly = summary(last, Duration.ofHours(1));
    assertThat(shown(hourly, Output.TEXT)).contains("promotable  yes");
    assertThat(shown(hourly, Output.JSON)).contains("\"checkIntervalSeconds\" : 3600.0");
    notPromotable(
        status(LinkPhase.FOLLOWING, summary(last, Duration.ofMinutes(20))),
        "the last comparison is of 2026-03-02T11:10:00Z");
  }

  @Test
  void whatAClockTellsThatIsAheadProvesNothing() {
    LinkStatus ahead = status(LinkPhase.FOLLOWING, CLEAN, NOON.plusMillis(3_600_500));
    notPromotable(ahead, "the leader's clock is 3600.5 s ahead of this machine's");
    assertThat(shown(ahead, Optional.empty(), Output.TEXT))
        .contains("synced      no", "set both by the same time service (NTP)")
        .contains("published   2026-03-02T13:00:00.500Z (by a clock that is ahead)");
    assertThat(shown(ahead, Optional.empty(), Output.JSON))
        .contains("\"synced\" : false", "\"safeToFailOver\" : \"unknown\"")
        .contains("\"clockAheadSeconds\" : 3600.5")
        .doesNotContain("ageSeconds", "confirmedAgeSeconds");
  }

  @Test
  void whatIsOldByAClockThatIsAheadLooksYoungAndIsNot() {
    LinkStatus old = status(LinkPhase.FOLLOWING, CLEAN, NOON.plusSeconds(600));
    notPromotable(
        with(old, Optional.of(NOON), DriftSummary.none(), Optional.empty()),
        "the leader's clock is 600.0 s ahead");
  }

  @Test
  void clocksMayBeASecondApart() {
    LinkStatus near = status(LinkPhase.FOLLOWING, CLEAN, NOON.plus(LeaderClock.TOLERANCE));
    assertThat(shown(near, Optional.empty(), Output.TEXT))
        .contains("synced      yes", "promotable  yes");
  }

  @Test
  void aCopySaysHowLongItMayStillTake() {
    LinkStatus copying =
        new LinkStatus(
            LinkPhase.COPYING,
            3,
            "7@here",
            0,
            42,
            Optional.empty(),
            2_500,
            10_000,
            Optional.of(new LastCopy(NOON.minusSeconds(11), Optional.of("first"), true)),
            0,
            DriftSummary.none(),
            CompareSummary.none(),
            Optional.empty(),
            Optional.empty(),
            LinkVersions.unknown(),
            NOON.minusSeconds(1));
    assertThat(shown(copying, Optional.empty(), Output.TEXT))
        .contains("2,500 of 10,000 keys (25 %), about 29 s to go");
    assertThat(shown(copying, Optional.empty(), Output.JSON))
        .contains("\"copyKeysPerSecond\" : 250.0", "\"copySecondsLeft\" : 29");
    LinkStatus interrupted =
        new LinkStatus(
            LinkPhase.CONNECTING,
            3,
            "7@here",
            0,
            42,
            Optional.empty(),
            2_500,
            10_000,
            Optional.of(new LastCopy(NOON.minusSeconds(11), Optional.of("first"), false)),
            0,
            DriftSummary.none(),
            CompareSummary.none(),
            Optional.empty(),
            Optional.of("primary: it does not answer"),
            LinkVersions.unknown(),
            NOON.minusSeconds(1));
    assertThat(shown(at(interrupted, new Checkpoint.Position.Copying(0, NOON)), Output.TEXT))
        .contains("copied      2,500 of 10,000 keys (25 %)\n");
  }
}
