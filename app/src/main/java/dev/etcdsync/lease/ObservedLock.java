package dev.etcdsync.lease;

import dev.etcdsync.model.Clock;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Lease by what this process has seen of it. fabric8 compares the time that another machine has
 * written with the clock of this one; here a Lease has expired when it has not changed for as long
 * as it lasts, by a clock that only moves forward, as in client-go. What others have written into
 * the Lease cannot be worse than a holder that does not renew.
 */
final class ObservedLock implements Lock {
  private static final Logger LOG = LoggerFactory.getLogger(ObservedLock.class);

  private final LeaseStore store;
  private final LeaseName name;
  private final String identity;
  private final Duration duration;
  private final Clock clock;
  private final LeaseTrouble trouble;
  private Optional<Lease> last = Optional.empty();
  private String version = "";
  private long observedAt;

  /** Whether its last change was seen, and left it to the same holder. */
  private boolean renewed;

  private long attemptedAt;
  private Runnable notTaken = () -> {};
  private volatile OptionalLong renewedAt = OptionalLong.empty();
  private volatile String holderSeen = "";

  ObservedLock(LeaseStore store, LeaseName name, String identity, Duration duration, Clock clock) {
    this.store = store;
    this.name = name;
    this.identity = identity;
    this.duration = duration;
    this.clock = clock;
    this.trouble = new LeaseTrouble(name, clock);
  }

  /** Looks, and changes nothing. */
  synchronized Look look() {
    Optional<Lease> found;
    try {
      found = read();
    } catch (LeaseFailure e) {
      return new Look.NoAnswer();
    }
    String holder = found.map(ObservedLock::holder).orElse("");
    if (holder.isEmpty() || holder.equals(identity)) {
      return new Look.Free();
    }
    return hasExpired() ? new Look.Expired(holder) : new Look.Held(holder, renewed);
  }

  /**
   * An elector begins.
   *
   * @param missed called after each attempt of its that did not take the Lease
   */
  synchronized void begin(Runnable missed) {
    notTaken = missed;
    renewedAt = OptionalLong.empty();
  }

  /**
   * When the last request was sent that renewed the Lease, by {@link Clock#nanos}; never later than
   * the renewal itself.
   */
  OptionalLong renewedAt() {
    return renewedAt;
  }

  /** After how long it will have expired, if it does not change; more than nothing. */
  synchronized Duration left() {
    long nanos = duration.toNanos() - (clock.nanos() - observedAt);
    return Duration.ofNanos(Math.max(0, nanos)).plusMillis(1);
  }

  /** Who held it when it was last seen; empty: nobody. */
  String holderSeen() {
    return holderSeen;
  }

  @Override
  public synchronized LeaderElectionRecord get(KubernetesClient client) {
    attemptedAt = clock.nanos();
    return attempt(() -> {
      Lease found = read().orElseGet(this::made);
      String holder = holder(found);
      if (!holder.isEmpty() && !holder.equals(identity) && !hasExpired()) {
        notTaken.run();
      }
      return record(found);
    });
  }

  /** {@inheritDoc} Not needed: whoever gets a Lease that does not exist has made one. */
  @Override
  public void create(KubernetesClient client, LeaderElectionRecord leaderElectionRecord) {
    throw new IllegalStateException("a Lease is made when it is got");
  }

  @Override
  public synchronized void update(KubernetesClient client, LeaderElectionRecord wanted) {
    String holder = Optional.ofNullable(wanted.getHolderIdentity()).orElse("");
    Lease next =
        new LeaseBuilder(last.orElseThrow())
            .editOrNewSpec()
            .withHolderIdentity(holder)
            .withLeaseDurationSeconds((int) Math.max(1, wanted.getLeaseDuration().toSeconds()))
            .withAcquireTime(wanted.getAcquireTime())
            .withRenewTime(wanted.getRenewTime())
            .withLeaseTransitions(wanted.getLeaderTransitions())
            .endSpec()
            .build();
    attempt(() -> observe(told(true, () -> store.replace(next))));
    renewedAt = holder.equals(identity) ? OptionalLong.of(attemptedAt) : OptionalLong.empty();
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public String describe() {
    return "Lease " + name;
  }

  /** Held by us from its first moment on: whoever makes it has it. */
  private Lease made() {
    if (renewedAt.isPresent()) {
      LOG.warn("The lease was deleted by somebody, and is made anew lease={}", name);
    }
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    Lease first =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace(name.namespace())
            .withName(name.name())
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(identity)
            .withLeaseDurationSeconds((int) Math.max(1, duration.toSeconds()))
            .withAcquireTime(now)
            .withRenewTime(now)
            .withLeaseTransitions(0)
            .endSpec()
            .build();
    return observe(told(true, () -> store.create(first)));
  }

  private <T> T attempt(Supplier<T> request) {
    try {
      return request.get();
    } catch (LeaseFailure e) {
      notTaken.run();
      throw e;
    }
  }

  private Optional<Lease> read() {
    Optional<Lease> found = told(false, store::read);
    found.ifPresentOrElse(this::observe, () -> version = "");
    return found;
  }

  private Lease observe(Lease lease) {
    String now = lease.getMetadata().getUid() + "/" + lease.getMetadata().getResourceVersion();
    if (!now.equals(version)) {
      renewed = !version.isEmpty() && holder(lease).equals(holderSeen);
      version = now;
      observedAt = clock.nanos();
    }
    last = Optional.of(lease);
    holderSeen = holder(lease);
    return lease;
  }

  private boolean hasExpired() {
    return clock.nanos() - observedAt > duration.toNanos();
  }

  private <T> T told(boolean changing, Supplier<T> request) {
    try {
      T answer = request.get();
      trouble.over(changing);
      return answer;
    } catch (LeaseFailure e) {
      if (!e.isConflict()) {
        trouble.met(e, changing);
      }
      throw e;
    }
  }

  /** With the time of the renewal as this process has seen it, on this machine's clock. */
  private LeaderElectionRecord record(Lease lease) {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    Optional<LeaseSpec> spec = Optional.ofNullable(lease.getSpec());
    return new LeaderElectionRecord(
        holder(lease),
        duration,
        spec.map(LeaseSpec::getAcquireTime).orElse(now),
        now.minusNanos(clock.nanos() - observedAt),
        spec.map(LeaseSpec::getLeaseTransitions).orElse(0));
  }

  private static String holder(Lease lease) {
    return Optional.ofNullable(lease.getSpec()).map(LeaseSpec::getHolderIdentity).orElse("");
  }
}
