package dev.etcdsync.events;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.lease.LeaseName;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.GivenCertificates;
import dev.etcdsync.replicate.LinkMeter;
import java.util.List;

/** Events on the Lease from {@link #start} to {@link #close}. Any thread may call. */
public final class LeaseEvents implements AutoCloseable {
  private final Teller teller;
  private final LinkMeter meter;

  private LeaseEvents(EventStore store, String identity, GivenCertificates given, Clock clock) {
    Heals heals = new Heals();
    this.teller = new Teller(store, heals, new Expiries(given, clock), clock);
    this.meter = new LinkNews(identity, teller, heals);
  }

  /**
   * Begins to tell; connects to nothing before there is something.
   *
   * @param identity under which this process competes for the Lease
   * @param addresses of both sides, for when their certificates end
   */
  public static LeaseEvents start(
      Access access,
      LeaseName lease,
      String identity,
      List<ClusterAddress> addresses,
      Clock clock) {
    LeaseEvents events =
        new LeaseEvents(
            new ApiserverEvents(access, lease, identity),
            identity,
            new GivenCertificates(addresses, clock),
            clock);
    Thread.ofPlatform().name("events").daemon().start(events.teller::run);
    return events;
  }

  /** What the engine tells of itself. */
  public LinkMeter meter() {
    return meter;
  }

  @Override
  public void close() {
    teller.close();
  }
}
