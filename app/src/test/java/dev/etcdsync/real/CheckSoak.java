package dev.etcdsync.real;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The long form of CheckIT's comparisons under load: however long it takes. */
@Tag("alone")
class CheckSoak extends RealTest {
  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void aThousandChecksUnderFullLoadFindNothing() {
    ChecksUnderLoad.findNothing(this, 1000, Duration.ofMinutes(50));
  }
}
