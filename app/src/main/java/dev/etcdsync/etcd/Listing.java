package dev.etcdsync.etcd;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Keys of one side, such as those in scope, in key order, as they were at one revision. Pages are
 * fetched ahead while one is used. Used by one thread.
 */
public final class Listing {
  /**
   * etcd walks the rest of the range for every page to count it, so small pages cost time that
   * grows with the square of the range; and it reads the values even for a listing without them, so
   * large pages cost it memory.
   */
  private static final Paging LARGE = new Paging(50_000, 2);

  /** Of two listings that are compared, four such pages are in memory. */
  private static final Paging SMALL = new Paging(20_000, 1);

  /**
   * How much is asked for.
   *
   * @param keys of a page
   * @param ahead pages under way while one is used; etcd reads on one core for each
   */
  private record Paging(int keys, int ahead) {}

  private final Etcd etcd;
  private final Side side;
  private final Predicate<Key> wanted;
  private final Answers answers;
  private final long revision;
  private final Paging paging;
  private final Deque<KeyRange> ranges;
  private final Deque<Fetch> fetches = new ArrayDeque<>();
  private Iterator<KeyMeta> keys;
  private Optional<KeyMeta> head = Optional.empty();
  private long position;
  private final long total;

  private record Fetch(KeyRange range, CompletableFuture<Page> page) {}

  private Listing(
      Etcd etcd,
      Side side,
      Predicate<Key> wanted,
      Answers answers,
      Deque<KeyRange> ranges,
      long revision,
      Paging paging) {
    this.paging = paging;
    this.etcd = etcd;
    this.side = side;
    this.wanted = wanted;
    this.answers = answers;
    this.ranges = ranges;
    KeyRange range = ranges.removeFirst();
    Page first = answers.await(side, etcd.list(range, revision, paging.keys));
    this.revision = first.revision();
    this.total = first.total();
    this.keys = first.keys().iterator();
    fetchAhead(range, first);
    advance();
  }

  /**
   * Begins a listing of what is in scope.
   *
   * @param revision to list at; 0: now
   * @throws EtcdException here and in {@link #advance}, if a page cannot be had
   */
  public static Listing begin(Etcd etcd, Side side, Scope scope, long revision, Answers answers) {
    return begin(etcd, side, scope, revision, answers, List.of());
  }

  /**
   * Begins a listing of what is in scope, of which it is known where pages may end: that spares
   * etcd the counting.
   *
   * @param landmarks keys in order, of which the next is less than a page away, so far as is known
   */
  public static Listing begin(
      Etcd etcd, Side side, Scope scope, long revision, Answers answers, List<Key> landmarks) {
    return begin(etcd, side, scope, revision, answers, landmarks, LARGE);
  }

  /**
   * Begins a listing of what is in scope, in pages that need little memory and cost etcd more.
   *
   * @param revision to list at; 0: now
   * @throws EtcdException here and in {@link #advance}, if a page cannot be had
   */
  public static Listing beginSmall(
      Etcd etcd, Side side, Scope scope, long revision, Answers answers) {
    return begin(etcd, side, scope, revision, answers, List.of(), SMALL);
  }

  static Listing begin(
      Etcd etcd,
      Side side,
      Scope scope,
      long revision,
      Answers answers,
      List<Key> landmarks,
      int pageKeys) {
    return begin(
        etcd, side, scope, revision, answers, landmarks, new Paging(pageKeys, LARGE.ahead));
  }

  private static Listing begin(
      Etcd etcd,
      Side side,
      Scope scope,
      long revision,
      Answers answers,
      List<Key> landmarks,
      Paging paging) {
    Deque<KeyRange> ranges = new ArrayDeque<>();
    KeyRange rest = scope.range();
    for (Key landmark : landmarks) {
      ranges.add(new KeyRange(rest.from(), landmark));
      rest = rest.startingAt(landmark);
    }
    ranges.add(rest);
    return new Listing(etcd, side, scope::contains, answers, ranges, revision, paging);
  }

  /**
   * Begins a listing of all that begins with a prefix.
   *
   * @param revision to list at; 0: now
   * @throws EtcdException here and in {@link #advance}, if a page cannot be had
   */
  public static Listing begin(Etcd etcd, Side side, Key prefix, long revision, Answers answers) {
    Deque<KeyRange> ranges = new ArrayDeque<>(List.of(KeyRange.prefix(prefix)));
    return new Listing(etcd, side, key -> true, answers, ranges, revision, LARGE);
  }

  /**
   * What stands behind a prefix in the keys that begin with it.
   *
   * @param revision to list at; 0: now
   * @throws EtcdException if a page cannot be had
   */
  public static List<Key> keysBehind(
      Key prefix, Etcd etcd, Side side, long revision, Answers answers) {
    List<Key> found = new ArrayList<>();
    Listing listing = begin(etcd, side, prefix, revision, answers);
    for (; listing.peek().isPresent(); listing.advance()) {
      found.add(listing.peek().get().key().without(prefix));
    }
    return found;
  }

  /** The rest of a range comes before the ranges behind it. */
  private void fetchAhead(KeyRange range, Page page) {
    if (page.more()) {
      fetches.addFirst(fetch(range.startingAt(page.keys().getLast().key().next())));
    }
    while (fetches.size() < paging.ahead && !ranges.isEmpty()) {
      fetches.addLast(fetch(ranges.removeFirst()));
    }
  }

  private Fetch fetch(KeyRange range) {
    return new Fetch(range, etcd.list(range, revision, paging.keys));
  }

  /** The revision that is listed. */
  public long revision() {
    return revision;
  }

  /** Keys in the range that is listed, wanted or not, as far as the first page tells. */
  public long total() {
    return total;
  }

  /** The next key, without taking it. */
  public Optional<KeyMeta> peek() {
    return head;
  }

  /**
   * The position of the next key among all keys of the range: where two follow each other, so do
   * the keys.
   */
  public long position() {
    return position;
  }

  /** Goes on to the key behind it. */
  public void advance() {
    while (true) {
      while (keys.hasNext()) {
        KeyMeta next = keys.next();
        position++;
        if (wanted.test(next.key())) {
          head = Optional.of(next);
          return;
        }
      }
      if (fetches.isEmpty()) {
        head = Optional.empty();
        return;
      }
      Fetch next = fetches.removeFirst();
      Page page = answers.await(side, next.page());
      keys = page.keys().iterator();
      fetchAhead(next.range(), page);
    }
  }
}
