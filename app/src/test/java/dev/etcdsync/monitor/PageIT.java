package dev.etcdsync.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import dev.etcdsync.browser.Chromium;
import dev.etcdsync.browser.Tab;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.model.Checkpoint.Position;
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
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page in a browser, over the real server, in every state that a leader can publish. */
@Tag("browser")
class PageIT {
  private static final LinkKeys KEYS = LinkKeys.of("main");
  private static final String SECRET = "c2VjcmV0LWRhdGE";

  private static Chromium chromium;

  private final Replicated sides = new Replicated();
  private final ScheduledExecutorService leader = Executors.newSingleThreadScheduledExecutor();
  private volatile Instant began = sides.clock.now().minusSeconds(5);
  private volatile Optional<Said> said = Optional.empty();

  /** What a leader goes on saying, as of now. */
  private record Said(
      LinkPhase phase,
      long revision,
      long copied,
      DriftSummary drift,
      long missed,
      boolean pending,
      Optional<Finding> parked,
      Optional<String> trouble) {
    static Said following() {
      return new Said(
          LinkPhase.FOLLOWING,
          42,
          0,
          DriftSummary.none(),
          0,
          false,
          Optional.empty(),
          Optional.empty());
    }

    LinkStatus status(Instant now, Instant began) {
      boolean copying = phase == LinkPhase.COPYING;
      return new LinkStatus(
          phase,
          3,
          Replicated.HOLDER,
          copying ? 0 : revision,
          42,
          copying ? Optional.empty() : Optional.of(now.minusMillis(600)),
          copied,
          copying ? 24_000 : 0,
          copying
              ? Optional.of(new LastCopy(began, Optional.of("scope-changed"), true))
              : Optional.empty(),
          2,
          drift,
          new CompareSummary(
              pending,
              pending
                  ? Optional.empty()
                  : Optional.of(
                      new LastCompare(
                          began, Duration.ofMillis(1420), 40, 90, 100_000, missed, 0, 0, 3, 7)),
              Optional.empty()),
          parked,
          trouble,
          LinkVersions.unknown(),
          now);
    }
  }

  @BeforeAll
  static void launch() {
    chromium = Chromium.start();
  }

  @AfterAll
  static void end() {
    chromium.close();
  }

  @AfterEach
  void close() {
    leader.shutdownNow();
    sides.close();
  }

  private void says(Said now) {
    boolean first = said.isEmpty();
    said = Optional.of(now);
    sides.publish(now.status(sides.clock.now(), began));
    if (first) {
      var _ =
          leader.scheduleWithFixedDelay(
              () -> said.ifPresent(it -> sides.publish(it.status(sides.clock.now(), began))),
              200,
              500,
              TimeUnit.MILLISECONDS);
    }
  }

  private String url() {
    return "http://127.0.0.1:" + sides.monitor.port() + "/";
  }

  private Tab open() {
    return chromium.open(url());
  }

  /** In all looks, with all that is asked of every state. */
  private void look(String name, String word, String why) {
    try (Tab light = open();
        Tab dark = chromium.open(url(), ColorScheme.DARK, 1200);
        Tab narrow = chromium.open(url(), ColorScheme.LIGHT, 360)) {
      for (Tab tab : List.of(light, dark, narrow)) {
        tab.expect("#word", word)
            .expect("#why", why)
            .expect("#announcement", word.toLowerCase(Locale.ROOT));
        // Before axe, which makes a canvas of its own that Chromium warns of.
        tab.expectNoFault().expectNoSidewaysScrolling().expectAccessible();
      }
      light.shoot(name + "-light");
      dark.shoot(name + "-dark");
      narrow.shoot(name + "-narrow");
    }
  }

  @Test
  void aLinkThatHasNeverRun() {
    look("never", "Unknown", "Nothing has run for this link yet.");
  }

  @Test
  void aReplicaThatIsRefusedSaysWhyAndHowThatIsConfirmed() {
    Finding finding =
        new Finding(
            Guard.IDENTITY,
            "The primary is another one than before; if it was meant, confirm it",
            Optional.of("9f0c61ab4e5d2b77"));
    sides.monitor.meter().refused(Optional.of(finding));
    look("refused", "Unknown", "Nothing has run for this link yet.");
    try (Tab tab = open()) {
      for (String place : List.of("#todo", "#who")) {
        tab.expect(place, "The primary is another one than before; if it was meant, confirm it:")
            .expect(place, "etcd-sync confirm identity --token 9f0c61ab4e5d2b77 --link main");
      }
    }
  }

  @Test
  void aReplicaThatWouldLeadSaysWhatKeepsItFromThat() {
    sides.monitor.meter().troubled(Optional.of("primary: no answer in time"));
    try (Tab tab = open()) {
      tab.expect("#why", "Nothing has run for this link yet.")
          .expect("#todo", "This replica would lead, and cannot: primary: no answer in time.");
      tab.expectNoFault();
    }
  }

  @Test
  void followingLevel() {
    sides.replicate();
    says(Said.following());
    look("following", "Yes", "The standby holds everything the primary had");
    try (Tab tab = open()) {
      tab.expect("#behind", "0 revisions")
          .expect("#phase", "following")
          .expect("#compared-more", "100,000 keys")
          .expect("#replica", Replicated.HOLDER)
          .expect("#role", "stands by")
          .expect("#who", "7@here, epoch 3")
          .expect("#live-text", "Live")
          .expectHidden("#copy")
          .expectHidden("#notice");
    }
  }

  @Test
  void followingAndNotComparedYet() {
    says(
        new Said(
            LinkPhase.FOLLOWING,
            42,
            0,
            DriftSummary.none(),
            0,
            true,
            Optional.empty(),
            Optional.empty()));
    look("uncompared", "Unknown", "Not everything has been compared yet since following began.");
  }

  @Test
  void followingWithKeysThatWaitToBeLookedAt() {
    DriftSummary drift =
        new DriftSummary(2, Optional.of(Duration.ofSeconds(9)), 0, 0, 0, 0, List.of());
    says(new Said(LinkPhase.FOLLOWING, 42, 0, drift, 0, false, Optional.empty(), Optional.empty()));
    look("suspects", "Unknown", "2 keys that others have written are still to be looked at.");
  }

  @Test
  void followingWithAComparisonThatIsTooOld() {
    began = sides.clock.now().minus(Duration.ofHours(1));
    says(Said.following());
    look("compared-long-ago", "Unknown", "too long ago");
  }

  @Test
  void followingBehind() {
    says(withRevision(30));
    look("behind", "Yes", "The standby holds everything");
    try (Tab tab = open()) {
      tab.expect("#behind", "12 revisions").expect("#behind-more", "30 of 42");
    }
  }

  @Test
  void aRevisionIsAppliedInPart() {
    sides.position(new Position.Within(41, 42, 3, 9));
    says(Said.following());
    look("part", "No", "Revision 42 is applied in part: the first 3 of its 9 changes.");
    try (Tab tab = open()) {
      tab.expect("#phase-more", "revision 42 in part: 3 of 9 changes")
          .expect("#todo", "Wait: the rest follows.");
    }
  }

  @Test
  void theStandbyIsFull() {
    says(Said.following());
    try (Tab tab = open()) {
      tab.expect("#word", "Yes");
      // From now on the leader can publish nothing.
      leader.shutdownNow();
      synchronized (sides.standby) {
        sides.standby.setFull(true);
      }
      sides.clock.pass(Duration.ofSeconds(20));
      tab.expect("#word", "Unknown")
          .expect("#todo", "refuses writes for want of space")
          .expect("#todo", "etcdctl alarm disarm")
          .expect("#events", "The standby's etcd refuses writes: NOSPACE alarm")
          .expectNoFault();
    }
    look("full", "Unknown", "The last proof that the standby is complete is of");
  }

  private static Said withRevision(long revision) {
    Said base = Said.following();
    return new Said(
        base.phase(), revision, 0, base.drift(), 0, false, base.parked(), base.trouble());
  }

  private static Said copying(long copied) {
    return new Said(
        LinkPhase.COPYING,
        0,
        copied,
        DriftSummary.none(),
        0,
        true,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void copyingMovesWithoutAReloadAndEnds() {
    says(copying(12_345));
    look("copying", "No", "A copy is under way");
    try (Tab tab = open()) {
      tab.expect("#copy-text", "12,345 of 24,000 keys (51 %)").expect("#copy-text", "to go");
      says(copying(23_000));
      tab.expect("#copy-text", "23,000 of 24,000 keys (95 %)");
      says(Said.following());
      tab.expect("#word", "Yes")
          .expectHidden("#copy")
          .expect("#events", "The copy is done: the standby equals revision 42")
          .expectNoFault();
    }
  }

  @Test
  void aResyncIsToldWithItsReason() {
    says(Said.following());
    try (Tab tab = open()) {
      tab.expect("#word", "Yes");
      says(copying(12_345));
      tab.expect("#word", "No")
          .expect(
              "#events",
              "A resync began (scope-changed): both sides are compared, and what differs is"
                  + " written")
          .expectNoFault();
    }
  }

  @Test
  void driftIsNamedWithItsRemedyAndNothingInAKeyIsRun() {
    String wild = "<script>document.title='x'</script>";
    sides.put(sides.primary, wild + "\u0007", SECRET);
    sides.put(sides.primary, "plain", SECRET);
    sides.replicate();
    sides.delete(sides.standby, wild + "\u0007");
    sides.put(sides.standby, "plain", "theirs");
    DriftSummary drift =
        new DriftSummary(
            0,
            Optional.empty(),
            0,
            5,
            7,
            1,
            List.of(new ContestedKey(Key.of("/registry/a/" + wild), Optional.of("<b>helm</b>"))));
    says(new Said(LinkPhase.FOLLOWING, 42, 0, drift, 1, false, Optional.empty(), Optional.empty()));
    try (Tab tab = open()) {
      tab.expect("#found", Replicated.config(wild) + "\\x07")
          .expect("#found", "Missed: the standby lacks them (1)")
          .expect("#found", "Different: both have another value (1)")
          .expect("#found", "etcd-sync heal --link main --standby http://s:2379")
          .expect("#contested-keys", "/registry/a/" + wild)
          .expect("#contested-keys", "<b>helm</b>");
      assertThat(tab.page().content()).doesNotContain(SECRET, "theirs");
      assertThat(tab.page().title()).isEqualTo("no · main · etcd-sync");
      tab.expectNoFault();
    }
    look("drift", "No", "The last comparison found 1 missed, 0 different and 0 stale keys.");
  }

  @Test
  void surplusIsNamedWithCommandsThatWorkWhenTheyArePasted() {
    sides.put(sides.primary, "plain", SECRET);
    sides.replicate();
    sides.put(sides.standby, "own", "mine");
    says(Said.following());
    try (Tab tab = open()) {
      tab.expect("#word", "Yes");
      tab.find("#look").click();
      tab.expect("#found", "The standby’s own: they never came from the primary (1)")
          .expect("#found", "etcd-sync surplus list --link main --standby http://s:2379")
          .expect(
              "#found",
              "etcd-sync surplus delete /registry/configmaps/a/own --link main --standby"
                  + " http://s:2379")
          .expectAccessible()
          .shoot("surplus-light");
      assertThat(tab.find("#found").textContent()).doesNotContain("kubectl");
    }
  }

  @Test
  void parked() {
    says(
        new Said(
            LinkPhase.PARKED,
            42,
            0,
            DriftSummary.none(),
            0,
            false,
            Optional.of(
                new Finding(
                        Guard.MASS_DELETION,
                        "312 of 1204 keys were deleted within a minute; if it was meant, confirm it",
                        Optional.of("9f0c61ab4e5d2b77"))
                    .withCommand("main")),
            Optional.empty()));
    look("parked", "No", "The link is parked: 312 of 1204 keys were deleted within a minute");
    try (Tab tab = open()) {
      tab.expect("#phase-more", "by mass-deletion")
          .expect("#why", "etcd-sync confirm mass-deletion --token 9f0c61ab4e5d2b77");
    }
  }

  @Test
  void thePrimaryDoesNotAnswer() {
    says(
        new Said(
            LinkPhase.CONNECTING,
            42,
            0,
            DriftSummary.none(),
            0,
            true,
            Optional.empty(),
            Optional.of("primary: no member to ask: https://etcd-0.primary.example:2379")));
    look("connecting", "Unknown", "The link does not follow the primary now: primary: no member");
    try (Tab tab = open()) {
      tab.expect("#todo", "--primary-is-dead");
    }
  }

  /** What was wrong before is wrong still, and promoting as it is would be incomplete. */
  @Test
  void thePrimaryIsLostInTheMiddleOfACopy() {
    sides.position(new Position.Copying(900, sides.clock.now().minusSeconds(60)));
    says(in(LinkPhase.CONNECTING));
    try (Tab tab = open()) {
      tab.expect("#word", "No")
          .expect("#why", "A copy was interrupted: since")
          .expect("#why", "the standby equals no revision; and the link does not follow")
          .expect("#todo", "--accept-incomplete")
          .expectNoFault();
    }
  }

  @Test
  void aTabThatNobodySeesClaimsNothing() {
    says(Said.following());
    try (Tab tab = open()) {
      tab.expect("#word", "Yes");
      assertThat(tab.page().title()).isEqualTo("yes · main · etcd-sync");
      see(tab, false);
      assertThat(tab.page().title()).isEqualTo("main · etcd-sync");
      see(tab, true);
      assertThat(tab.page().title()).isEqualTo("yes · main · etcd-sync");
    }
  }

  /** As when another tab is chosen; a browser without a screen shows all of them. */
  private static void see(Tab tab, boolean visible) {
    tab.page()
        .evaluate(
            "visible => { Object.defineProperty(document, 'hidden', {value: !visible, configurable: true});"
                + " document.dispatchEvent(new Event('visibilitychange')); }",
            visible);
  }

  @Test
  void aProofIsNoProofOnceItIsTooOldAlsoWhileNobodyAnswers() {
    try (Replicated quick = new Replicated(Duration.ofSeconds(4));
        Tab tab = chromium.open("http://127.0.0.1:" + quick.monitor.port() + "/")) {
      quick.replicate();
      quick.publish(quick.following());
      tab.expect("#word", "Yes");
      tab.page().route("**/overview", Route::abort);
      tab.expect("#word", "Unknown").expect("#why", "The last proof that the standby is complete");
    }
  }

  private static Said in(LinkPhase phase) {
    return new Said(
        phase, 42, 0, DriftSummary.none(), 0, false, Optional.empty(), Optional.empty());
  }

  @Test
  void promoting() {
    says(in(LinkPhase.PROMOTING));
    Instant now = sides.clock.now();
    Promotion promotion =
        new Promotion(Promotion.Stage.PLACING, 42, 42, Optional.empty(), "7@desk", now, now);
    put(KEYS.promotion(), new PromotionDocument().write(promotion));
    look("promoting", "No", "The link has ended");
    try (Tab tab = open()) {
      tab.expect("#phase", "promoting")
          .expect("#todo", "Run etcd-sync promote again: it goes on to its end.")
          .expect("#who", "placing since");
    }
  }

  @Test
  void promoted() {
    says(in(LinkPhase.PROMOTED));
    Instant now = sides.clock.now();
    Promotion promotion =
        new Promotion(Promotion.Stage.PROMOTED, 42, 42, Optional.empty(), "7@desk", now, now);
    put(KEYS.promotion(), new PromotionDocument().write(promotion));
    look("promoted", "No", "The link has ended");
    try (Tab tab = open()) {
      tab.expect("#todo", "serves on its own").expect("#who", "promoted since");
    }
  }

  private void put(Key key, Value value) {
    synchronized (sides.standby) {
      sides.standby.write(List.of(new Op.Put(key, value)), "test");
    }
  }

  @Test
  void nobodyPublishes() {
    says(Said.following());
    try (Tab tab = open()) {
      tab.expect("#word", "Yes");
      leader.shutdownNow();
      sides.clock.pass(Duration.ofSeconds(40));
      tab.expect("#word", "Unknown")
          .expect("#todo", "Nobody publishes")
          .expect("#phase-more", "as of")
          .expect("#behind", "not known")
          .expect("#events", "Nobody publishes: the leader's last word is of")
          .expectNoFault();
    }
    look("no-leader", "Unknown", "The last proof that the standby is complete is of");
  }

  /** As this replica is set, and not after a time of the page's own. */
  @Test
  void aLeaderIsSilentOnceItsLastWordIsOlderThanIsSet() {
    try (Replicated patient = new Replicated(Duration.ofMinutes(2));
        Tab tab = chromium.open("http://127.0.0.1:" + patient.monitor.port() + "/")) {
      patient.replicate();
      patient.publish(patient.following());
      tab.expect("#word", "Yes");
      patient.clock.pass(Duration.ofSeconds(100));
      tab.expect("#confirmed", "1 min").expect("#word", "Yes");
      assertThat(tab.page().content()).doesNotContain("Nobody publishes");
      patient.clock.pass(Duration.ofSeconds(30));
      tab.expect("#word", "Unknown").expect("#todo", "Nobody publishes").expectNoFault();
    }
  }

  @Test
  void theLeadersClockIsAhead() {
    says(Said.following());
    try (Tab tab = open()) {
      tab.expect("#word", "Yes");
      leader.shutdownNow();
      sides.clock.step(Duration.ofHours(-1));
      tab.expect("#word", "Unknown")
          .expect("#why", "The leader's clock is 3")
          .expect("#why", "set both by the same time service (NTP)")
          .expect("#confirmed", "not known")
          .expect("#behind", "not known")
          .expect("#who", "by a clock that is ahead")
          .expectNoFault();
    }
    look("clock-ahead", "Unknown", "The leader's clock is 3");
  }

  @Test
  void theStandbysEtcdDoesNotAnswer() {
    says(Said.following());
    try (Tab tab = open()) {
      tab.expect("#word", "Yes");
      sides.published.silent(true);
      tab.expect("#word", "Unknown").expect("#events", "Nothing can be read");
      look("unanswered", "Unknown", "The standby's etcd gives no answer: no member to ask.");
      sides.published.silent(false);
      tab.expect("#word", "Yes").expect("#events", "can be read again").expectNoFault();
    }
  }

  @Test
  void anotherVersionHasWrittenTheStatus() {
    put(KEYS.status(), Value.of("{\"version\":99}"));
    look("unreadable", "Unknown", "it is of format version 99, and this etcd-sync reads");
    try (Tab tab = open()) {
      tab.expect("#why", "use the version of etcd-sync that wrote it")
          .expect("#todo", "this replica is of version test")
          .expect("#events", "it is of format version 99")
          .expectNoFault();
    }
  }

  @Test
  void aReplicaThatStopsToAnswerIsNotBelieved() {
    says(Said.following());
    try (Tab tab = open()) {
      tab.expect("#word", "Yes");
      sides.monitor.close();
      tab.expect("#notice", "This replica does not answer")
          .expect("#live-text", "No answer")
          .expect("#word", "Unknown")
          .expect("#why", "This replica has not answered for")
          .expectAccessible()
          .shoot("gone-light");
    }
  }

  @Test
  void agesDoNotGoByTheClockOfWhoeverLooks() {
    says(Said.following());
    try (Tab tab = chromium.openBehind(url(), Duration.ofDays(3))) {
      tab.expect("#word", "Yes").expect("#events", " s ago");
      assertThat(tab.page().evaluate("() => new Date().getTime() < performance.timeOrigin"))
          .as("the browser's time of day is wrong")
          .isEqualTo(true);
      for (String place : List.of("#why", "#confirmed", "#compared-more", "#who", "#live-text")) {
        assertThat(tab.find(place).textContent())
            .containsPattern("\\d\\u00a0s ago|\\d\\u00a0s\\u00a0ago")
            .doesNotContainPattern("\\d\\u00a0(d|h|min)");
      }
      tab.expectNoFault();
    }
  }

  @Test
  void theChartsHaveWordsAndATable() {
    says(Said.following());
    try (Tab tab = open()) {
      tab.expect("#seconds-now", " s, at most ").expect("#revisions-now", "now 0 revisions");
      assertThat(tab.find("#seconds-chart").getAttribute("aria-label"))
          .startsWith("Age of the proof: now ")
          .contains("s, at most ");
      assertThat(tab.find("#seconds-chart canvas").count()).isEqualTo(1);
      tab.find("summary").click();
      tab.expect("#lag-rows", "0 revisions");
    }
  }

  @Test
  void theKeyboardReachesEverything() {
    says(Said.following());
    try (Tab tab = open()) {
      tab.expect("#word", "Yes");
      tab.page().keyboard().press("Tab");
      assertThat(tab.page().evaluate("() => document.activeElement.className")).isEqualTo("skip");
      tab.page().keyboard().press("Enter");
      assertThat(tab.page().evaluate("() => document.activeElement.id")).isEqualTo("main");
      tab.page().keyboard().press("Tab");
      assertThat(tab.page().evaluate("() => document.activeElement.tagName")).isEqualTo("SUMMARY");
      tab.page().keyboard().press("Tab");
      assertThat(tab.page().evaluate("() => document.activeElement.id")).isEqualTo("look");
      tab.page().keyboard().press("Enter");
      tab.expect("#found", "Could not tell");
    }
  }
}
