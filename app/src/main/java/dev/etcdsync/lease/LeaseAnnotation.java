package dev.etcdsync.lease;

import dev.etcdsync.apiserver.Access;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.util.Optional;

/** A word that somebody has left on a Lease for us; it counts once. */
public final class LeaseAnnotation {
  /** Its holder renews it meanwhile. */
  private static final int ATTEMPTS = 10;

  private final LeaseStore store;
  private final String key;

  LeaseAnnotation(LeaseStore store, String key) {
    this.store = store;
    this.key = key;
  }

  /** What came of a look. */
  public sealed interface Outcome {
    /** The word was there, and is there no more. */
    record Taken() implements Outcome {}

    /** It was not there. */
    record Absent() implements Outcome {}

    /** There is no Lease: nobody has ever held it, since nobody of ours deletes it. */
    record NoLease() implements Outcome {}

    /**
     * It could not be told.
     *
     * @param clause why, beginning with "it", which is the apiserver
     */
    record NoAnswer(String clause) implements Outcome {}
  }

  /**
   * Takes the annotation away if it has this value.
   *
   * @param timeout of a request
   */
  public static Outcome take(
      Access access, LeaseName lease, String key, String value, Duration timeout) {
    try (ApiserverLease store = new ApiserverLease(access, lease, timeout)) {
      return new LeaseAnnotation(store, key).take(value);
    }
  }

  Outcome take(String value) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        Optional<Lease> lease = store.read();
        if (lease.isEmpty()) {
          return new Outcome.NoLease();
        }
        if (!has(lease.get(), value)) {
          return new Outcome.Absent();
        }
        var _ =
            store.replace(
                new LeaseBuilder(lease.get())
                    .editMetadata()
                    .removeFromAnnotations(key)
                    .endMetadata()
                    .build());
        return new Outcome.Taken();
      } catch (LeaseFailure e) {
        if (!e.isConflict()) {
          return new Outcome.NoAnswer(e.clause());
        }
      }
    }
    return new Outcome.NoAnswer("it has another Lease each time");
  }

  private boolean has(Lease lease, String value) {
    return Optional.ofNullable(lease.getMetadata().getAnnotations())
        .map(it -> it.get(key))
        .filter(value::equals)
        .isPresent();
  }
}
