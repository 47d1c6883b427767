package dev.etcdsync.replica;

import dev.etcdsync.lease.Election;
import dev.etcdsync.lease.Term;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.ContractPhrase;
import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.model.Signal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands by, leads, and stands by again, until it is stopped. {@link #run} owns its state on the
 * caller's thread; the other methods may be called from any.
 */
public final class Replica {
  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

  /** By then whoever has lost the lease knows it, if there is an apiserver to tell. */
  private static final Duration NOTICED = Duration.ofSeconds(5);

  private final Election election;
  private final Supplier<LeaderWork> works;
  private final Clock clock;
  private final Verification verification;
  private final ClaimantWatch claimant;
  private final Signal signal = new Signal();
  private String leader = "";
  private boolean verifying;
  private volatile boolean stopping;
  private volatile Optional<LiveSettings> live = Optional.empty();
  private volatile Optional<LeaderWork> current = Optional.empty();

  /**
   * @param works a leader's work, made anew for each time that it is done
   * @param standby for the comparison that is asked for
   * @param claims for looking at whoever has deposed this process
   */
  public Replica(
      Election election,
      Supplier<LeaderWork> works,
      PublishedStatus standby,
      PublishedStatus claims,
      Clock clock) {
    this.election = election;
    this.works = works;
    this.clock = clock;
    this.verification = new Verification(standby, election.identity(), clock);
    this.claimant = new ClaimantWatch(claims, clock);
  }

  /** Lets {@link #run} end soon: first the work, if this process leads, then the leadership. */
  public void requestStop() {
    stopping = true;
    signal.raise();
    current.ifPresent(LeaderWork::requestStop);
  }

  /** Takes over what has changed, for now and for whenever this process leads. */
  public void live(LiveSettings now) {
    live = Optional.of(now);
    current.ifPresent(work -> work.live(now));
  }

  /** Returns when it was asked to stop. */
  public void run() {
    LOG.info("Standing by lease={} identity={}", election.lease(), election.identity());
    try (election) {
      while (true) {
        Optional<Term> term = election.await(new Standing());
        if (term.isEmpty()) {
          return;
        }
        try (Term held = term.get()) {
          lead(held);
        }
      }
    } finally {
      verification.giveUp();
    }
  }

  private void lead(Term term) {
    LOG.info(
        "{} lease={} identity={}",
        ContractPhrase.ACQUIRED_LEADER_LEASE,
        election.lease(),
        election.identity());
    leader = "";
    // Whoever leads compares everything when it begins to follow.
    verification.giveUp();
    verifying = true;
    var _ = term.lost().thenRun(signal::raise);
    while (!isOver(term)) {
      work(term).ifPresent(deposer -> standAside(term, deposer));
    }
    if (term.lost().isDone()) {
      LOG.warn("Lost leader lease lease={} reason=\"{}\"", election.lease(), term.lostBecause());
    }
  }

  private boolean isOver(Term term) {
    return stopping || term.lost().isDone();
  }

  private Optional<String> work(Term term) {
    LeaderWork work = works.get();
    current = Optional.of(work);
    live.ifPresent(work::live);
    var _ = term.lost().thenRun(work::requestStop);
    if (stopping) {
      // Who asked may have seen the work before, or none.
      work.requestStop();
    }
    try {
      return work.run();
    } finally {
      current = Optional.empty();
    }
  }

  /**
   * Somebody has claimed the link. If it is not the next leader, it does not hold the lease: then
   * to claim again at once would be to fight, and to give the lease back would let the next replica
   * do so.
   */
  private void standAside(Term term, String deposer) {
    CompletableFuture<Void> woken = signal.next();
    if (isOver(term)) {
      return;
    }
    clock.await(woken, NOTICED);
    if (isOver(term)) {
      return;
    }
    Optional<String> promoter = claimant.promoter();
    if (promoter.isPresent()) {
      // No claim is possible meanwhile, so nothing is fought for: the next leader's work says what
      // is to be done, and goes on when the promotion is taken back.
      LOG.warn(
          "The link is being promoted, or was, by={}; this replica writes nothing more",
          promoter.get());
      return;
    }
    LOG.warn(
        "Standing aside with the lease={} because another process has claimed the link without it"
            + " by={}; stop that process; this one goes on when nothing has been published for {} s",
        election.lease(),
        deposer,
        ClaimantWatch.SILENCE.toSeconds());
    if (claimant.awaitSilence(() -> isOver(term), signal)) {
      LOG.info("Nobody publishes any more, and the link is claimed again after={}", deposer);
    }
  }

  private final class Standing implements Election.Follower {
    @Override
    public boolean isStopping() {
      return stopping;
    }

    @Override
    public CompletableFuture<Void> next() {
      return signal.next();
    }

    @Override
    public void standsBehind(String holder) {
      if (!holder.equals(leader)) {
        leader = holder;
        LOG.info(
            "{} as a follower leader={} lease={}",
            ContractPhrase.START_SYNC_UPDATE,
            holder,
            election.lease());
      }
      if (!verifying) {
        verifying = true;
        Thread.ofPlatform().name("verification").daemon().start(verification::run);
      }
    }
  }
}
