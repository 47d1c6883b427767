package dev.etcdsync.etcd;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import java.util.Iterator;
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
  private Iterator<KeyMeta> keys;
  private Optional<CompletableFuture<Page>> following;
  private Optional<KeyMeta> head = Optional.empty();

  private Listing(Etcd etcd, Side side, Scope scope, Answers answers, Page first) {
    this.etcd = etcd;
    this.side = side;
    this.scope = scope;
    this.answers = answers;
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
    Page first = answers.await(side, etcd.list(scope.range(), revision, PAGE_KEYS));
    return new Listing(etcd, side, scope, answers, first);
  }

  private Optional<CompletableFuture<Page>> fetchAfter(Page page) {
    if (!page.more()) {
      return Optional.empty();
    }
    Key next = page.keys().getLast().key().next();
    KeyRange rest = scope.range().startingAt(next);
    return Optional.of(etcd.list(rest, revision, PAGE_KEYS));
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
