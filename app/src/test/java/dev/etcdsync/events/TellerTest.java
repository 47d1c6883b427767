package dev.etcdsync.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.GivenCertificates;
import dev.etcdsync.simulation.LogLines;
import dev.etcdsync.simulation.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How often an apiserver is asked, and what becomes of what it does not take. */
@Timeout(30)
class TellerTest {
  private final ManualClock clock = new ManualClock();
  private final MemoryEvents store = new MemoryEvents();
  private final Heals heals = new Heals();
  private final Teller teller =
      new Teller(store, heals, new Expiries(new GivenCertificates(List.of(), clock), clock), clock);

  private static News parked(String what) {
    return new News(Reason.PARKED, what);
  }

  /** Steps until it rests, and returns for how long. */
  private Duration settle() {
    Duration pause = teller.step();
    while (pause.isZero()) {
      pause = teller.step();
    }
    return pause;
  }

  @Test
  void theSameAgainCountsUpForTenMinutes() {
    teller.offer(parked("a"));
    teller.offer(parked("a"));
    settle();
    clock.pass(Teller.SAME.minusSeconds(1));
    teller.offer(parked("a"));
    settle();
    assertThat(store.lines()).containsExactly("3x Parked a");
    clock.pass(Teller.SAME);
    teller.offer(parked("a"));
    teller.offer(parked("b"));
    teller.offer(parked("a"));
    settle();
    assertThat(store.lines())
        .containsExactly("3x Parked a", "1x Parked a", "1x Parked b", "1x Parked a");
  }

  @Test
  void whatTheApiserverHasForgottenIsMadeAnew() {
    teller.offer(parked("a"));
    settle();
    store.events.clear();
    teller.offer(parked("a"));
    settle();
    assertThat(store.lines()).containsExactly("1x Parked a");
  }

  @Test
  void aFloodCostsABurstAndThenOneAMinute() {
    for (int round = 0; round < 10; round++) {
      int from = round * Teller.MOST_WAITING;
      IntStream.range(from, from + Teller.MOST_WAITING)
          .forEach(i -> teller.offer(parked("finding " + i)));
      settle();
    }
    assertThat(store.asked).hasSize(Teller.BURST);
    clock.pass(Teller.REFILL.multipliedBy(2));
    for (int i = 0; i < 10; i++) {
      teller.offer(parked("later " + i));
    }
    settle();
    assertThat(store.lines()).hasSize(Teller.BURST + 2).contains("1x Parked later 1");
  }

  @Test
  void nobodyWaitsForAPlaceInTheQueue() {
    IntStream.range(0, 100_000).forEach(i -> teller.offer(parked("finding " + i)));
    assertThat(store.asked).isEmpty();
    settle();
    assertThat(store.asked).hasSize(Teller.BURST);
  }

  @Test
  void withoutTheRightOneSaysSoOnceAndLosesIt() {
    store.refuse(403);
    try (LogLines log = LogLines.of(Teller.class)) {
      for (int i = 0; i < 5; i++) {
        teller.offer(parked("finding " + i));
        assertThat(settle()).isEqualTo(Teller.LOOK);
      }
      assertThat(log.matching("takes no Events")).hasSize(1);
      assertThat(store.asked).as("each is tried once").hasSize(5);
      store.accept();
      teller.offer(parked("now"));
      settle();
      assertThat(log.matching("takes Events again")).hasSize(1);
    }
    assertThat(store.lines()).containsExactly("1x Parked now");
  }

  @Test
  void anApiserverThatIsAwayForAMomentIsTriedAgain() {
    store.refuse(0);
    try (LogLines log = LogLines.of(Teller.class)) {
      teller.offer(parked("a"));
      assertThat(teller.step()).isEqualTo(Teller.LOOK);
      assertThat(teller.step()).isEqualTo(Teller.LOOK);
      assertThat(log.matching("takes no Events")).hasSize(1);
    }
    store.accept();
    settle();
    assertThat(store.lines()).containsExactly("1x Parked a");
    store.refuse(503);
    teller.offer(parked("b"));
    for (int i = 1; i < Teller.TRIES; i++) {
      assertThat(teller.step()).isEqualTo(Teller.LOOK);
    }
    assertThat(teller.step()).as("given up").isEqualTo(Duration.ZERO);
    store.accept();
    assertThat(settle()).isEqualTo(Teller.LOOK);
    assertThat(store.lines()).containsExactly("1x Parked a");
  }

  @Test
  void whichCertificatesEndSoonIsToldByTheLeader(@TempDir Path folder) throws Exception {
    GivenCertificates given = Authority.ofThePrimary(20, folder, clock);
    Teller knowing = new Teller(store, heals, new Expiries(given, clock), clock);
    knowing.step();
    assertThat(store.lines()).as("every replica could").isEmpty();
    knowing.elected(true);
    knowing.step();
    assertThat(store.lines())
        .singleElement()
        .asString()
        .startsWith("1x CertificateExpiring The authority certificate for the primary");
  }

  @Test
  void healsAreToldTogetherByTheLeader() {
    heals.add("missed");
    settle();
    assertThat(store.lines()).isEmpty();
    teller.elected(true);
    heals.add("different");
    heals.add("missed");
    settle();
    heals.add("missed");
    settle();
    assertThat(store.lines())
        .containsExactly(
            "1x DriftHealed Written back as the primary has them: 1 different, 2 missed");
    clock.pass(Teller.HEALS);
    settle();
    assertThat(store.lines())
        .hasSize(2)
        .contains("1x DriftHealed Written back as the primary has them: 1 missed");
  }

  @Test
  void aClosedOneEnds() throws Exception {
    CompletableFuture<Void> running = CompletableFuture.runAsync(teller::run);
    teller.close();
    running.get(10, TimeUnit.SECONDS);
    assertThat(store.asked).containsExactly("close");
  }
}
