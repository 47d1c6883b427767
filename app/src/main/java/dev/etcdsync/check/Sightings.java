package dev.etcdsync.check;

import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import java.util.Optional;
import java.util.function.Function;

/** Three listings as one, in key order. Used by one thread. */
final class Sightings {
  private final Listing onPrimary;
  private final Listing inPlace;
  private final Listing held;
  private final Key heldPrefix;

  /**
   * @param held of what begins with {@code heldPrefix}; behind that stands the object's own key
   */
  Sightings(Listing onPrimary, Listing inPlace, Listing held, Key heldPrefix) {
    this.onPrimary = onPrimary;
    this.inPlace = inPlace;
    this.held = held;
    this.heldPrefix = heldPrefix;
  }

  /**
   * The next key that any of them has.
   *
   * @throws EtcdException if a page cannot be had
   */
  Optional<Sighting> next() {
    Optional<Key> first =
        lesser(
            lesser(onPrimary.peek().map(KeyMeta::key), inPlace.peek().map(KeyMeta::key)),
            held.peek().map(this::behindPrefix));
    return first.map(key ->
        new Sighting(
            key,
            take(onPrimary, key, KeyMeta::key),
            take(inPlace, key, KeyMeta::key),
            take(held, key, this::behindPrefix)));
  }

  private static Optional<Place> take(Listing listing, Key key, Function<KeyMeta, Key> ownKey) {
    Optional<Place> place =
        listing
            .peek()
            .filter(entry -> ownKey.apply(entry).equals(key))
            .map(entry -> new Place(entry, listing.position()));
    if (place.isPresent()) {
      listing.advance();
    }
    return place;
  }

  private Key behindPrefix(KeyMeta entry) {
    return entry.key().without(heldPrefix);
  }

  private static Optional<Key> lesser(Optional<Key> one, Optional<Key> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return one.get().compareTo(other.get()) <= 0 ? one : other;
  }
}
