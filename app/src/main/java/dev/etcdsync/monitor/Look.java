package dev.etcdsync.monitor;

import dev.etcdsync.view.LinkReading;
import java.time.Instant;
import java.util.Optional;

/**
 * The last look at the link.
 *
 * @param known what was read last, be it by an earlier look
 * @param silentSince the first look since then that read nothing
 */
record Look(LinkReading last, Optional<LinkReading.Known> known, Optional<Instant> silentSince) {
  static Look first(LinkReading reading) {
    return new Look(reading, Optional.empty(), Optional.empty()).then(reading);
  }

  Look then(LinkReading next) {
    return switch (next) {
      case LinkReading.Known now -> new Look(now, Optional.of(now), Optional.empty());
      case LinkReading.Nothing nothing -> new Look(nothing, Optional.empty(), Optional.empty());
      case LinkReading.Unreadable unreadable -> new Look(unreadable, known, Optional.empty());
      case LinkReading.Unanswered silent ->
          new Look(silent, known, silentSince.or(() -> Optional.of(silent.time())));
    };
  }
}
