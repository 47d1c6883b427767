package dev.etcdsync.etcd;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The keys of one side that are in scope, in key order, as they were at one revision. The next page
 * is fetched while the present one is used.
 */
public final class Listing {
  /**
   * etcd walks the rest of the range for every page to count it, so small pages cost time that
   * grows with the square of the range; and it reads the values even for a listing without them, so
   * large pages cost it memory.
   */
  private static final int PAGE_KEYS = 50_000;

  private final Etcd etcd;
  private final Side side;
  private final Scope scope;
  private final Answers answers;
  private final long revision;
  private final Deque<KeyRange> ranges;
  private KeyRange range;
  private Iterator<KeyMeta> keys;
  private Optional<CompletableFuture<Page>> following;
  private Optional<KeyMeta> head = Optional.empty();

  private Listing(
      Etcd etcd, Side side, Scope scope, Answers answers, Deque<KeyRange> ranges, long revision) {
    this.etcd = etcd;
    this.side = side;
    this.scope = scope;
    this.answers = answers;
    this.ranges = ranges;
    this.range = ranges.removeFirst();
    Page first = answers.await(side, etcd.list(range, revision, PAGE_KEYS));
    this.revision = first.revision();
    this.keys = first.keys().iterator();
    this.following = fetchAfter(first);
    advance();
  }

  /**
   * Begins a listing, in the engine's thread.
   *
   * @param revision to list at; 0: now
   * @throws EtcdException here and in {@link #advance}, if a page cannot be had
   */
  public static Listing begin(Etcd etcd, Side side, Scope scope, long revision, Answers answers) {
    return begin(etcd, side, scope, revision, answers, List.of());
  }

  /**
   * Begins a listing of which it is known where pages may end, which spares etcd the counting.
   *
   * @param landmarks keys in order, of which the next is less than a page away, so far as is known
   */
  public static Listing begin(
      Etcd etcd, Side side, Scope scope, long revision, Answers answers, List<Key> landmarks) {
    Deque<KeyRange> ranges = new ArrayDeque<>();
    KeyRange rest = scope.range();
    for (Key landmark : landmarks) {
      ranges.add(new KeyRange(rest.from(), landmark));
      rest = rest.startingAt(landmark);
    }
    ranges.add(rest);
    return new Listing(etcd, side, scope, answers, ranges, revision);
  }

  private Optional<CompletableFuture<Page>> fetchAfter(Page page) {
    if (page.more()) {
      range = range.startingAt(page.keys().getLast().key().next());
    } else if (ranges.isEmpty()) {
      return Optional.empty();
    } else {
      range = ranges.removeFirst();
    }
    return Optional.of(etcd.list(range, revision, PAGE_KEYS));
  }

  /** The revision that is listed. */
  public long revision() {
    return revision;
  }

  /** The next key, without taking it. */
  public Optional<KeyMeta> peek() {
    return head;
  }

  /** Goes on to the key behind it. */
  public void advance() {
    while (true) {
      while (keys.hasNext()) {
        KeyMeta next = keys.next();
        if (scope.contains(next.key())) {
          head = Optional.of(next);
          return;
        }
      }
      if (following.isEmpty()) {
        head = Optional.empty();
        return;
      }
      Page page = answers.await(side, following.get());
      keys = page.keys().iterator();
      following = fetchAfter(page);
    }
  }
}
