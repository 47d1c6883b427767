package dev.etcdsync.events;

import dev.etcdsync.model.Clock;
import dev.etcdsync.model.GivenCertificates;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Says which certificates end soon, once a day. Used by one thread. */
final class Expiries {
  /** As the first of the alerts has it. */
  static final Duration SOON = Duration.ofDays(30);

  static final Duration BETWEEN = Duration.ofDays(1);

  private final GivenCertificates certificates;
  private final Clock clock;
  private Optional<Long> toldAt = Optional.empty();

  Expiries(GivenCertificates certificates, Clock clock) {
    this.certificates = certificates;
    this.clock = clock;
  }

  /** Lets {@link #take} look at once. */
  void again() {
    toldAt = Optional.empty();
  }

  /** What there is to tell now, if a day has passed. */
  List<News> take() {
    long now = clock.nanos();
    if (toldAt.filter(at -> now - at < BETWEEN.toNanos()).isPresent()) {
      return List.of();
    }
    toldAt = Optional.of(now);
    return certificates.given().stream()
        .flatMap(given -> news(given).stream())
        .sorted(Comparator.comparing(News::message))
        .toList();
  }

  private Optional<News> news(GivenCertificates.Given given) {
    Instant soon = clock.now().plus(SOON);
    return certificates
        .end(given)
        .filter(end -> end.isBefore(soon))
        .map(end ->
            new News(
                Reason.CERTIFICATE_EXPIRING,
                "The %s certificate for the %s %s valid until %s; renew its file, which is read again without a restart"
                    .formatted(
                        given.use(),
                        given.side(),
                        end.isBefore(clock.now()) ? "was" : "is",
                        end.truncatedTo(ChronoUnit.SECONDS))));
  }
}
