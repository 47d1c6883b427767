package dev.etcdsync.events;

import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells news to an apiserver, one after the other and not too many. {@link #offer} and {@link
 * #close} may be called by any thread, and never wait; all else belongs to the one that calls
 * {@link #run}.
 *
 * <p>As client-go's recorder does it: the same again within {@link #SAME} counts up the Event that
 * there is; a token bucket stands before all; what finds no place, or cannot be written after some
 * tries, is lost.
 */
final class Teller {
  static final int MOST_WAITING = 64;
  static final int BURST = 25;
  static final Duration REFILL = Duration.ofMinutes(1);
  static final Duration SAME = Duration.ofMinutes(10);
  static final Duration LOOK = Duration.ofSeconds(10);
  static final int TRIES = 6;

  /** Heals come one by one, and are told together. */
  static final Duration HEALS = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Teller.class);

  private final EventStore store;
  private final Heals heals;
  private final Expiries expiries;
  private final Clock clock;
  private final TokenBucket bucket;
  private final Signal signal = new Signal();
  private final BlockingQueue<News> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Map<Reason, Told> last = new EnumMap<>(Reason.class);
  private Optional<Long> healsAt = Optional.empty();
  private Optional<Integer> trouble = Optional.empty();
  private int tries;
  private volatile boolean elected;
  private volatile boolean justElected;
  private volatile boolean closed;

  private record Told(String name, String message, int count, long at) {}

  Teller(EventStore store, Heals heals, Expiries expiries, Clock clock) {
    this.store = store;
    this.heals = heals;
    this.expiries = expiries;
    this.clock = clock;
    this.bucket = new TokenBucket(clock, BURST, REFILL);
  }

  /** Takes what is to be told; if too much waits already, it is lost. */
  void offer(News news) {
    if (waiting.offer(news)) {
      signal.raise();
    }
  }

  /**
   * Whether this process is the one that is to lead, though something may keep it from claiming the
   * link; only then it tells what every replica could.
   */
  void elected(boolean now) {
    if (now && !elected) {
      justElected = true;
    }
    elected = now;
    signal.raise();
  }

  /** Returns when it is closed. */
  void run() {
    while (!closed) {
      CompletableFuture<Void> woken = signal.next();
      Duration pause = step();
      if (!pause.isZero() && !closed) {
        clock.await(woken, pause);
      }
    }
    store.close();
  }

  /** Tells one thing, if there is any, and returns how long to rest. */
  Duration step() {
    gather();
    News next = waiting.peek();
    if (next == null) {
      return LOOK;
    }
    // What is tried again has its token.
    if (tries > 0 || bucket.take()) {
      try {
        tell(next);
        recovered();
      } catch (EventFailure e) {
        met(e);
        tries++;
        if (e.mayPass() && tries < TRIES) {
          return LOOK;
        }
      }
    }
    tries = 0;
    waiting.remove();
    return Duration.ZERO;
  }

  private void gather() {
    if (!elected) {
      return;
    }
    if (justElected) {
      justElected = false;
      expiries.again();
    }
    expiries.take().forEach(this::offer);
    long now = clock.nanos();
    if (healsAt.filter(at -> now - at < HEALS.toNanos()).isEmpty()) {
      heals
          .take()
          .ifPresent(news -> {
            healsAt = Optional.of(now);
            offer(news);
          });
    }
  }

  private void tell(News news) {
    long nanos = clock.nanos();
    Instant now = clock.now();
    Optional<Told> same =
        Optional.ofNullable(last.get(news.reason()))
            .filter(told -> told.message().equals(news.message()))
            .filter(told -> nanos - told.at() < SAME.toNanos());
    Told told = same.flatMap(before -> repeat(before, now)).orElseGet(() -> create(news, now));
    last.put(news.reason(), told);
  }

  /** Empty if it is not there any more: an apiserver keeps them for an hour, or who knows. */
  private Optional<Told> repeat(Told before, Instant now) {
    try {
      store.repeat(before.name(), before.count() + 1, now);
      return Optional.of(
          new Told(before.name(), before.message(), before.count() + 1, clock.nanos()));
    } catch (EventFailure e) {
      if (e.isGone()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Told create(News news, Instant now) {
    return new Told(store.create(news, now), news.message(), 1, clock.nanos());
  }

  private void met(EventFailure failure) {
    if (!trouble.equals(Optional.of(failure.code()))) {
      trouble = Optional.of(failure.code());
      LOG.warn(
          "The standby's apiserver takes no Events reason=\"{}\"; nothing else comes of that",
          failure.getMessage());
    }
  }

  private void recovered() {
    if (trouble.isPresent()) {
      trouble = Optional.empty();
      LOG.info("The standby's apiserver takes Events again");
    }
  }

  /** Lets {@link #run} return soon. */
  void close() {
    closed = true;
    signal.raise();
  }
}
