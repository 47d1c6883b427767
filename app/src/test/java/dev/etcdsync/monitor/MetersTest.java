package dev.etcdsync.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.etcd.Failure;
import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.model.Side;
import dev.etcdsync.monitor.Metric.Owner;
import dev.etcdsync.real.Exposition;
import dev.etcdsync.replicate.LinkMeter;
import dev.etcdsync.replicate.LinkMeter.Operation;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetersTest {
  private final Replicated sides = new Replicated();
  private final LinkMeter meter = sides.monitor.meter();

  @AfterEach
  void close() {
    sides.close();
  }

  private Exposition scrape() {
    HttpResponse<String> answer = sides.get("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    return Exposition.read(answer.body());
  }

  private static Set<String> ours(Exposition exposition) {
    return exposition.types().keySet().stream()
        .filter(name -> name.startsWith("etcdsync_"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> named(Owner owner) {
    return Arrays.stream(Metric.values())
        .filter(metric -> metric.owner() == owner)
        .map(Metric::exposed)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyMetricIsExposedUnderTheNameTypeAndHelpThatAreDocumented() {
    meter.leading(3);
    meter.copying(CopyReason.FIRST);
    // The first answer makes the series that counts answers.
    var _ = scrape();
    Exposition exposition = scrape();
    Set<String> all = named(Owner.EVERY);
    all.addAll(named(Owner.LEADER));
    // No certificate is given here.
    all.remove(Metric.CERTIFICATE_EXPIRY.exposed());
    assertThat(ours(exposition)).containsExactlyInAnyOrderElementsOf(all);
    for (Metric metric : Metric.values()) {
      if (all.contains(metric.exposed()) && metric != Metric.APPLY_MAX) {
        assertThat(exposition.types().get(metric.exposed()))
            .as(metric.exposed())
            .isEqualTo(metric.kind().label());
        assertThat(exposition.helps().get(metric.exposed())).isEqualTo(metric.help());
      }
    }
    assertThat(exposition.series())
        .anyMatch(series -> series.startsWith("jvm_memory_used_bytes{"))
        .anyMatch(series -> series.startsWith("process_uptime_seconds"))
        .anyMatch(series -> series.startsWith("jvm_threads_live_threads"));
  }

  @Test
  void whatOnlyALeaderHasIsGoneWhenItLeadsNoMore() {
    assertThat(ours(scrape())).doesNotContainAnyElementsOf(named(Owner.LEADER));
    assertThat(scrape().value("etcdsync_leader")).isZero();
    meter.leading(3);
    meter.wrote(Operation.PUT, 5, 50);
    Exposition leading = scrape();
    assertThat(leading.value("etcdsync_leader")).isEqualTo(1);
    assertThat(leading.value("etcdsync_epoch")).isEqualTo(3);
    assertThat(leading.value("etcdsync_keys_total{operation=put}")).isEqualTo(5);
    meter.over();
    assertThat(ours(scrape())).doesNotContainAnyElementsOf(named(Owner.LEADER));
    assertThat(scrape().value("etcdsync_leader")).isZero();
    meter.leading(5);
    assertThat(scrape().value("etcdsync_keys_total{operation=put}")).isZero();
    assertThat(scrape().value("etcdsync_epoch")).isEqualTo(5);
  }

  @Test
  void uncleanComparisonsAreCountedUntilOneIsClean() {
    meter.leading(3);
    assertThat(scrape().value("etcdsync_unclean_checks")).isZero();
    Instant time = sides.clock.now();
    for (int missed : new int[] {0, 2, 1}) {
      time = time.plusSeconds(300);
      LinkStatus status = compared(time, missed);
      meter.status(status);
      meter.status(status);
    }
    assertThat(scrape().value("etcdsync_unclean_checks")).isEqualTo(2);
    meter.status(compared(time.plusSeconds(300), 0));
    assertThat(scrape().value("etcdsync_unclean_checks")).isZero();
  }

  private LinkStatus compared(Instant time, long missed) {
    LinkStatus now = sides.following();
    LastCompare last =
        new LastCompare(time, Duration.ofSeconds(1), 40, 90, 100, missed, 0, 0, 3, 0);
    return new LinkStatus(
        now.phase(),
        now.epoch(),
        now.holder(),
        now.revision(),
        now.primaryRevision(),
        now.confirmed(),
        now.copied(),
        now.total(),
        now.copy(),
        now.held(),
        now.drift(),
        new CompareSummary(false, Optional.of(last), Optional.empty()),
        now.parked(),
        now.trouble(),
        now.versions(),
        now.time());
  }

  @Test
  void theIntervalOfComparisonsIsTheOneOfNow() {
    assertThat(scrape().value("etcdsync_check_interval_seconds")).isEqualTo(300);
    sides.monitor.live(new LiveSettings(false, Duration.ofSeconds(90)));
    assertThat(scrape().value("etcdsync_check_interval_seconds")).isEqualTo(90);
  }

  @Test
  void copiesAreCountedFromZeroByReason() {
    meter.leading(3);
    for (CopyReason reason : CopyReason.values()) {
      String series = "etcdsync_resyncs_total{reason=" + reason + "}";
      assertThat(scrape().value(series)).isZero();
      meter.copying(reason);
      assertThat(scrape().value(series)).isEqualTo(1);
    }
  }

  @Test
  void theAgeOfWhatIsConfirmedGoesOnWhileItIsCopiedAgain() {
    meter.leading(3);
    sides.clock.pass(Duration.ofHours(10));
    meter.at(50, 55, Optional.of(sides.clock.now()));
    sides.clock.pass(Duration.ofSeconds(30));
    meter.at(0, 55, Optional.empty());
    assertThat(scrape().value("etcdsync_progress_age_seconds")).isBetween(30.0, 40.0);
  }

  @Test
  void whatTheEngineTellsIsTold() {
    meter.leading(3);
    meter.status(sides.following());
    meter.at(50, 55, sides.following().confirmed());
    meter.copying(CopyReason.DRIFT);
    meter.wrote(Operation.COPY, 10, 1000);
    meter.applied(Duration.ofMillis(3).toNanos());
    meter.applied(Duration.ofMillis(30).toNanos());
    meter.healed("missed");
    meter.parked(Guard.IDENTITY);
    meter.failed(Side.STANDBY, Failure.TIMEOUT);
    meter.compacted(Side.PRIMARY);
    sides.clock.pass(Duration.ofSeconds(9));
    Exposition now = scrape();
    assertThat(now.value("etcdsync_checkpoint_revision")).isEqualTo(50);
    assertThat(now.value("etcdsync_primary_revision")).isEqualTo(55);
    assertThat(now.value("etcdsync_progress_age_seconds")).isBetween(9.0, 20.0);
    assertThat(now.value("etcdsync_phase{phase=following}")).isEqualTo(1);
    assertThat(now.value("etcdsync_phase{phase=copying}")).isZero();
    assertThat(now.value("etcdsync_resyncs_total{reason=drift}")).isEqualTo(1);
    assertThat(now.value("etcdsync_keys_total{operation=copy}")).isEqualTo(10);
    assertThat(now.value("etcdsync_written_bytes_total{operation=copy}")).isEqualTo(1000);
    assertThat(now.value("etcdsync_apply_seconds_count")).isEqualTo(2);
    assertThat(now.value("etcdsync_apply_seconds_bucket{le=0.005}")).isEqualTo(1);
    assertThat(now.value("etcdsync_apply_seconds_bucket{le=0.05}")).isEqualTo(2);
    assertThat(now.value("etcdsync_apply_seconds_bucket{le=+Inf}")).isEqualTo(2);
    assertThat(now.value("etcdsync_heals_total{was=missed}")).isEqualTo(1);
    assertThat(now.value("etcdsync_parks_total{guard=identity}")).isEqualTo(1);
    assertThat(now.value("etcdsync_parked{guard=identity}")).isZero();
    assertThat(now.value("etcdsync_errors_total{class=timeout, side=standby}")).isEqualTo(1);
    assertThat(now.value("etcdsync_compactions_total{side=primary}")).isEqualTo(1);
    assertThat(now.value("etcdsync_drift_keys{kind=local}")).isEqualTo(3);
    assertThat(now.value("etcdsync_last_check_duration_seconds")).isEqualTo(1.42);
    assertThat(now.value("etcdsync_last_check_clean")).isEqualTo(1);
    assertThat(now.value("etcdsync_held_objects")).isEqualTo(2);
  }

  /** Each figure another one, so that none can stand for another. */
  @Test
  void everyFigureOfTheStatusHasASeriesOfItsOwn() {
    meter.leading(3);
    LinkStatus now = sides.following();
    LastCompare last =
        new LastCompare(now.time(), Duration.ofSeconds(1), 40, 90, 100, 11, 12, 13, 14, 15);
    meter.status(
        new LinkStatus(
            LinkPhase.PARKED,
            now.epoch(),
            now.holder(),
            21,
            22,
            now.confirmed(),
            31,
            32,
            now.copy(),
            33,
            new DriftSummary(41, Optional.empty(), 42, 43, 44, 45, List.of()),
            new CompareSummary(false, Optional.of(last), Optional.empty()),
            Optional.of(finding(Guard.MASS_DELETION)),
            now.trouble(),
            now.versions(),
            now.time()));
    meter.refused(Optional.of(finding(Guard.REVERSE_LINK)));
    Exposition exposition = scrape();
    assertThat(exposition.value("etcdsync_copy_settled_keys")).isEqualTo(31);
    assertThat(exposition.value("etcdsync_copy_keys")).isEqualTo(32);
    assertThat(exposition.value("etcdsync_held_objects")).isEqualTo(33);
    assertThat(exposition.value("etcdsync_suspected_keys")).isEqualTo(41);
    assertThat(exposition.value("etcdsync_contested_keys")).isEqualTo(45);
    int next = 11;
    for (String kind : List.of("missed", "different", "stale", "local", "status_diverged")) {
      assertThat(exposition.value("etcdsync_drift_keys{kind=" + kind + "}")).isEqualTo(next++);
    }
    assertThat(exposition.value("etcdsync_parked{guard=mass-deletion}")).isEqualTo(1);
    assertThat(exposition.value("etcdsync_parked{guard=reverse-link}")).isZero();
    assertThat(exposition.value("etcdsync_refused{guard=reverse-link}")).isEqualTo(1);
    assertThat(exposition.value("etcdsync_refused{guard=mass-deletion}")).isZero();
  }

  private static Finding finding(Guard guard) {
    return new Finding(guard, "a sentence", Optional.empty());
  }

  @Test
  void answersAreCountedByPathsThatThereAre() {
    sides.get("/health/live");
    sides.get("/whatever/anybody/asks");
    sides.get("/something/else");
    Exposition now = scrape();
    assertThat(now.value("etcdsync_http_requests_total{code=200, path=/health/live}")).isEqualTo(1);
    assertThat(now.value("etcdsync_http_requests_total{code=404, path=other}")).isEqualTo(2);
  }
}
