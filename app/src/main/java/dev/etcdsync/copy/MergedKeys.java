package dev.etcdsync.copy;

import dev.etcdsync.model.Key;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;

/** Two sequences of keys in key order that share none, as one, less some. */
final class MergedKeys implements Iterator<Key> {
  private final Iterator<Key> one;
  private final Iterator<Key> other;
  private final Predicate<Key> without;
  private Optional<Key> headOfOne;
  private Optional<Key> headOfOther;

  MergedKeys(Iterator<Key> one, Iterator<Key> other, Predicate<Key> without) {
    this.one = one;
    this.other = other;
    this.without = without;
    this.headOfOne = head(one);
    this.headOfOther = head(other);
  }

  private Optional<Key> head(Iterator<Key> keys) {
    while (keys.hasNext()) {
      Key key = keys.next();
      if (!without.test(key)) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean hasNext() {
    return headOfOne.isPresent() || headOfOther.isPresent();
  }

  @Override
  public Key next() {
    if (headOfOther.isEmpty()
        || headOfOne.filter(key -> key.compareTo(headOfOther.get()) < 0).isPresent()) {
      Key key = headOfOne.orElseThrow(NoSuchElementException::new);
      headOfOne = head(one);
      return key;
    }
    Key key = headOfOther.get();
    headOfOther = head(other);
    return key;
  }
}
