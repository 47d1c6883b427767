package dev.etcdsync.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.simulation.LogLines;
import dev.etcdsync.simulation.ManualClock;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one process makes of a Lease that others write, too. */
class ObservedLockTest {
  private static final Duration DURATION = Duration.ofSeconds(15);
  private static final LeaseName NAME = new LeaseName("ns", "lease");

  private final ManualClock clock = new ManualClock();
  private final MemoryLease lease = new MemoryLease();
  private final MemoryLease.Way way = lease.way();
  private final ObservedLock lock = new ObservedLock(way, NAME, "me", DURATION, clock);
  private final KubernetesClient client =
      (KubernetesClient)
          Proxy.newProxyInstance(
              KubernetesClient.class.getClassLoader(),
              new Class<?>[] {KubernetesClient.class},
              (self, method, arguments) -> null);

  private void renew() {
    LeaderElectionRecord now = lock.get(client);
    lock.update(
        client,
        new LeaderElectionRecord(
            "me", DURATION, now.getAcquireTime(), now.getRenewTime(), now.getLeaderTransitions()));
  }

  @ParameterizedTest
  @ValueSource(ints = {-86_400, 0, 86_400})
  void expiresWhenItHasNotChangedForItsDurationWhateverTheClocksSay(int skew) {
    ZonedDateTime theirs = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(skew);
    lease.edit(it -> it.withNewSpec().withHolderIdentity("other").withRenewTime(theirs).endSpec());
    assertThat(lock.look()).isEqualTo(new Look.Held("other", false));
    clock.pass(DURATION);
    assertThat(lock.look()).isEqualTo(new Look.Held("other", false));
    lease.hold("other");
    assertThat(lock.look()).isEqualTo(new Look.Held("other", true));
    clock.pass(lock.left());
    assertThat(lock.look()).isEqualTo(new Look.Expired("other"));
  }

  @Test
  void aNewHolderHasRenewedNothingYet() {
    lease.hold("one");
    assertThat(lock.look()).isEqualTo(new Look.Held("one", false));
    lease.hold("other");
    assertThat(lock.look()).isEqualTo(new Look.Held("other", false));
    lease.hold("other");
    assertThat(lock.look()).isEqualTo(new Look.Held("other", true));
    assertThat(lock.look()).as("until it expires").isEqualTo(new Look.Held("other", true));
  }

  @Test
  void tellsTheElectorTheSame() {
    lease.edit(it ->
        it.withNewSpec()
            .withHolderIdentity("other")
            .withLeaseDurationSeconds(Integer.MAX_VALUE)
            .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC).minusYears(1))
            .endSpec());
    LeaderElectionRecord fresh = lock.get(client);
    assertThat(fresh.getLeaseDuration()).isEqualTo(DURATION);
    assertThat(fresh.getRenewTime()).isAfter(ZonedDateTime.now(ZoneOffset.UTC).minusSeconds(5));
    clock.pass(DURATION.plusMillis(1));
    LeaderElectionRecord old = lock.get(client);
    assertThat(old.getRenewTime().plus(DURATION)).isBefore(ZonedDateTime.now(ZoneOffset.UTC));
  }

  @Test
  void oneWithoutASpecIsFree() {
    lease.edit(it -> it.withNewMetadata().withName("lease").endMetadata());
    assertThat(lock.look()).isEqualTo(new Look.Free());
    assertThat(lock.get(client).getHolderIdentity()).isEmpty();
    renew();
    assertThat(lease.holder()).isEqualTo("me");
  }

  @Test
  void oneThatHoldsNothingButAHolderIsHeldUntilItExpires() {
    lease.hold("by hand");
    assertThat(lock.look()).isEqualTo(new Look.Held("by hand", false));
    clock.pass(DURATION.plusMillis(1));
    assertThat(lock.get(client).getLeaderTransitions()).isZero();
    renew();
    assertThat(lease.holder()).isEqualTo("me");
  }

  @Test
  void whatOthersHaveWrittenBesidesStays() {
    lease.edit(
        it -> it.withNewMetadata().withName("lease").addToLabels("app", "etcd-sync").endMetadata());
    renew();
    assertThat(lease.now().orElseThrow().getMetadata().getLabels())
        .containsEntry("app", "etcd-sync");
  }

  @Test
  void whoMakesItHasIt() {
    assertThat(lock.look()).isEqualTo(new Look.Free());
    assertThat(lease.now()).as("a look changes nothing").isEmpty();
    renew();
    LeaseSpec spec = lease.now().orElseThrow().getSpec();
    assertThat(spec.getHolderIdentity()).isEqualTo("me");
    assertThat(spec.getLeaseDurationSeconds()).isEqualTo(15);
    try (LogLines log = LogLines.of(ObservedLock.class)) {
      lease.delete();
      renew();
      assertThat(lease.holder()).isEqualTo("me");
      assertThat(log.matching("deleted by somebody")).hasSize(1);
    }
  }

  @Test
  void countsARenewalFromItsBeginning() {
    assertThat(lock.renewedAt()).isEmpty();
    long before = clock.nanos();
    LeaderElectionRecord now = lock.get(client);
    clock.pass(Duration.ofSeconds(1));
    lock.update(
        client,
        new LeaderElectionRecord("me", DURATION, now.getAcquireTime(), now.getRenewTime(), 0));
    assertThat(lock.renewedAt()).hasValue(before);
    lock.update(
        client,
        new LeaderElectionRecord("", DURATION, now.getAcquireTime(), now.getRenewTime(), 0));
    assertThat(lock.renewedAt()).as("given back").isEmpty();
  }

  @Test
  void somebodyElsesChangeIsNotOverwritten() {
    renew();
    LeaderElectionRecord now = lock.get(client);
    lease.hold("other");
    assertThatThrownBy(() -> lock.update(client, now)).isInstanceOf(LeaseFailure.class);
    assertThat(lease.holder()).isEqualTo("other");
  }

  @Test
  void troubleIsToldOnceAndItsEndOnce() {
    try (LogLines log = LogLines.of(LeaseTrouble.class)) {
      way.refuse(403);
      for (int i = 0; i < 100; i++) {
        assertThat(lock.look()).isEqualTo(new Look.NoAnswer());
        clock.pass(Duration.ofSeconds(2));
      }
      assertThat(log.matching("HTTP 403")).hasSize(1);
      way.refuse(500);
      lock.look();
      assertThat(log.matching("HTTP 500")).hasSize(1);
      way.refuse(0);
      lock.look();
      lock.look();
      assertThat(log.matching("tells again")).hasSize(1);
      for (int i = 0; i < 20; i++) {
        way.refuse(i % 2 == 0 ? 500 : 0);
        lock.look();
        clock.pass(Duration.ofSeconds(1));
      }
      assertThat(log.matching("HTTP 500")).as("it comes and goes").hasSize(1);
      assertThat(log.matching("tells again")).hasSize(1);
    }
  }
}
