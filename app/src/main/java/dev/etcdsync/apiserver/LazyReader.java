package dev.etcdsync.apiserver;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.ObjectReader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Makes the client when the first object is asked for. */
public final class LazyReader implements ObjectReader {
  private final Access access;
  private final Key registryPrefix;
  private final Duration timeout;
  private Optional<ObjectReader> reader = Optional.empty();

  /**
   * @param registryPrefix the apiserver's {@code --etcd-prefix}
   * @param timeout by when a read is answered, one way or the other
   */
  public LazyReader(Access access, Key registryPrefix, Duration timeout) {
    this.access = access;
    this.registryPrefix = registryPrefix;
    this.timeout = timeout;
  }

  @Override
  public CompletableFuture<Outcome> read(Key key) {
    Optional<ObjectReader> opened = open();
    return opened
        .map(it -> it.read(key))
        .orElseGet(() ->
            CompletableFuture.completedFuture(
                new Outcome.NoAnswer("what was given to reach it with cannot be used")));
  }

  /** A file that cannot be used may have been repaired by the next time. */
  private synchronized Optional<ObjectReader> open() {
    if (reader.isEmpty()) {
      reader = Apiserver.open(access, registryPrefix, timeout);
    }
    return reader;
  }
}
