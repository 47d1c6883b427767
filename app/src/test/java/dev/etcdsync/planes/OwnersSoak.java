package dev.etcdsync.planes;

import dev.etcdsync.real.Await;
import dev.etcdsync.real.Program;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two control planes that live, for ten minutes: owner graphs change on the primary, and both
 * sides' controllers act on that. -Dsoak.minutes makes it shorter, -Dsoak.seed gives the changes of
 * another run again.
 */
@Tag("planes")
@Tag("alone")
@ExtendWith(Planes.class)
class OwnersSoak {
  private static final Duration MOST = Duration.ofMinutes(10);
  private static final Duration SETTLING = Duration.ofMinutes(5);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void healingComesToAnEndAndNothingIsLost(PlanePair planes) {
    long seed = Long.getLong("soak.seed", ThreadLocalRandom.current().nextLong(1L << 40));
    Duration time = Duration.ofMinutes(Long.getLong("soak.minutes", MOST.toMinutes()));
    System.out.println("OwnersSoak: -Dsoak.seed=" + seed);
    List<String> namespaces = OwnerGraphs.make(planes.primary(), "soak", NameOrder.MIXED);
    Churn churn = new Churn(planes.primary().api(), "soak", seed);
    // Cascades would park it, as they should.
    Program program = planes.follow("--deletion-limit-keys", "1000000");
    try {
      changeFor(time.compareTo(MOST) < 0 ? time : MOST, churn, program);
      Heals heals = Heals.inTheMinuteAfterSettling(program, SETTLING, planes::status, () -> {});
      System.out.println("OwnersSoak: " + churn + ", in the end, in a minute, " + heals);
      heals.expectNoneUnnamed();
      awaitNothingMissing(planes, namespaces, program);
      awaitNothingMissing(planes, List.of("soak"), program);
      planes.primary().expectAlive();
      planes.standby().expectAlive();
    } finally {
      planes.end(program);
    }
  }

  private static void changeFor(Duration time, Churn churn, Program program) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      int mark = program.mark();
      long minute = Math.min(end, System.nanoTime() + MINUTE.toNanos());
      while (System.nanoTime() < minute) {
        churn.change();
        Await.hold(churn.pause());
        program.expectAlive();
      }
      System.out.println("OwnersSoak: healed in a minute: " + Heals.byWriter(program, mark));
      // Others were faster than the primary's own controllers, or have done harm.
      program.all(" was=missed ", mark).forEach(System.out::println);
    }
  }

  /** What the primary has, the standby has as the same object. */
  private static void awaitNothingMissing(
      PlanePair planes, List<String> namespaces, Program program) {
    Await.until(
        "the standby has every object of the primary in " + namespaces,
        PlanePair.SOON,
        () ->
            Inventory.of(planes.primary())
                .in(namespaces)
                .missingIn(Inventory.of(planes.standby()).in(namespaces))
                .isEmpty(),
        program::evidence);
  }
}
