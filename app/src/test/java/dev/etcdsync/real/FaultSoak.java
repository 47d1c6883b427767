package dev.etcdsync.real;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The long form of the fault tests: round after round with clusters of its own, every fault at
 * random, judged after each. -Dsoak.minutes says how long, -Dsoak.seed gives the first round of
 * another run again.
 */
@Tag("alone")
class FaultSoak extends RealTest {
  private static final int FAULTS_PER_ROUND = 25;

  /** The client's keepalive takes 15 s to give a connection up, the longest of all. */
  private static final Duration LONGER_THAN_ANY_TIMEOUT = Duration.ofSeconds(16);

  private enum Fault {
    KILL,
    KILL_WHILE_COPYING,
    STOP_AND_GO_ON,
    ANOTHER_CLAIMS,
    DEPOSED_WHILE_STOPPED,
    RESTART_CLEANLY,
    COMPACT,
    COMPACT_WHILE_DOWN,
    PRIMARY_DELAYED,
    PRIMARY_HALF_OPEN,
    PRIMARY_CUT,
    PRIMARY_LIMITED,
    STANDBY_DELAYED,
    STANDBY_LATE_REQUESTS,
    STANDBY_ONE_WAY_LATE,
    STANDBY_MUTE,
    STANDBY_HALF_OPEN,
    STANDBY_CUT,
    STANDBY_RESET,
    PRIMARY_MEMBER_KILLED,
    STANDBY_MEMBER_KILLED,
    STANDBY_MEMBER_STOPPED,
    STANDBY_ALL_KILLED,
    LOCAL_SURPLUS,
    LARGE_REVISION,
    HOT_KEY
  }

  private final Map<Fault, Integer> done = new TreeMap<>();
  private long kills;
  private long transactions;
  private long writes;

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void everyStopIsExactWhateverHappens() throws Exception {
    String minutes = System.getProperty("soak.minutes", "");
    Duration time = Duration.ofMinutes(minutes.isBlank() ? 5 : Long.parseLong(minutes));
    String given = System.getProperty("soak.seed", "");
    long seed =
        given.isBlank() ? ThreadLocalRandom.current().nextLong(1L << 40) : Long.parseLong(given);
    Instant end = Instant.now().plus(time);
    int rounds = 0;
    do {
      System.out.println("FaultSoak: round " + (rounds + 1) + ", -Dsoak.seed=" + seed);
      try {
        new Round(new Random(seed), end).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("round " + (rounds + 1) + " of -Dsoak.seed=" + seed, e);
      }
      closeAll();
      rounds++;
      seed++;
      System.out.println(
          "FaultSoak: rounds="
              + rounds
              + " kills="
              + kills
              + " transactions="
              + transactions
              + " writes="
              + writes
              + " faults="
              + done);
    } while (Instant.now().isBefore(end));
  }

  /** One pair of clusters and its faults. */
  private final class Round {
    private final Random random;
    private final Instant end;
    private final Rig rig;
    private final Etcdctl standby;
    private final Workload load;
    private Program program;

    Round(Random random, Instant end) {
      this.random = random;
      this.end = end;
      int primaryMembers = random.nextInt(3) == 0 ? 3 : 1;
      int standbyMembers = random.nextInt(3) == 0 ? 3 : 1;
      EtcdBinaries primaryVersion = version();
      EtcdBinaries standbyVersion = version();
      int operations = random.nextBoolean() ? 16 : 128;
      int keys = 200 + random.nextInt(5000);
      int rate = 50 + random.nextInt(450);
      System.out.printf(
          "FaultSoak: %s x%d to %s x%d, %d operations, %d keys, %d/s%n",
          primaryVersion, primaryMembers, standbyVersion, standbyMembers, operations, keys, rate);
      rig =
          start(
              Rig.builder()
                  .waysToStandby(1 + random.nextInt(4))
                  .operations(operations)
                  .options("--request-timeout", "1s", "--watchdog", "3s", "--epoch", "200ms")
                  .primary(p ->
                      p.version(primaryVersion).members(primaryMembers).flag("--max-txn-ops=2000"))
                  .standby(s -> s.version(standbyVersion).members(standbyMembers)));
      rig.judge().foreign(key -> key.startsWith("/registry/local/"));
      standby = rig.standby().etcdctl();
      load = rig.workload(random.nextLong()).keys(keys).rate(rate).valueBytes(300);
      load.load(keys);
    }

    private EtcdBinaries version() {
      return random.nextBoolean() ? EtcdBinaries.V36 : EtcdBinaries.V35;
    }

    void run() {
      load.start();
      program = rig.run();
      List<Fault> all = new ArrayList<>(Arrays.asList(Fault.values()));
      for (int i = 0; i < FAULTS_PER_ROUND && Instant.now().isBefore(end); i++) {
        Fault fault = next(all);
        System.out.println("FaultSoak: " + fault);
        if (!program.alive()) {
          program = rig.run();
        }
        inject(fault);
        rig.primaryNetwork().heal();
        rig.standbyNetwork().heal();
        rig.primary().startAll();
        rig.standby().startAll();
        if (random.nextInt(3) == 0) {
          live();
          rig.awaitLevel(program, Duration.ofSeconds(90));
        }
        rig.verify();
        done.merge(fault, 1, Integer::sum);
      }
      load.stop();
      live();
      rig.awaitLevel(program, Duration.ofSeconds(90));
      program.terminate();
      rig.verifyStopped();
      transactions += rig.judge().transactions();
      writes += rig.judge().writes();
      System.out.println("FaultSoak: " + rig.judge().figures());
    }

    /** Kills are what this is about: four of ten faults. */
    private Fault next(List<Fault> all) {
      int dice = random.nextInt(10);
      if (dice < 3) {
        return Fault.KILL;
      }
      return dice == 3 ? Fault.KILL_WHILE_COPYING : all.get(random.nextInt(all.size()));
    }

    private void live() {
      if (!program.alive()) {
        program = rig.run();
      }
    }

    /** How long a process stands still: now and then longer than any timeout there is. */
    private void standstill(int most) {
      if (random.nextInt(4) == 0) {
        Await.hold(LONGER_THAN_ANY_TIMEOUT);
      } else {
        moment(most);
      }
    }

    private void moment(int most) {
      Await.hold(Duration.ofMillis(random.nextInt(most)));
    }

    private void kill() {
      program.kill();
      kills++;
      rig.verifyStopped();
    }

    private void inject(Fault fault) {
      switch (fault) {
        case KILL -> {
          program.await("Claimed", Rig.SOON);
          moment(1500);
          kill();
        }
        case KILL_WHILE_COPYING -> {
          kill();
          rig.compactPrimary();
          program = rig.run();
          program.await("Copy started", Rig.SOON);
          moment(400);
          kill();
        }
        case STOP_AND_GO_ON -> {
          program.stop();
          standstill(5000);
          program.cont();
        }
        case ANOTHER_CLAIMS -> {
          program.await("Claimed", Rig.SOON);
          Program before = program;
          program = rig.run();
          deposed(before);
        }
        case DEPOSED_WHILE_STOPPED -> {
          program.await("Claimed", Rig.SOON);
          moment(1000);
          Program before = program;
          before.stop();
          program = rig.run();
          program.await("Claimed", Rig.SOON);
          standstill(3000);
          before.cont();
          deposed(before);
        }
        case RESTART_CLEANLY -> {
          program.await("Claimed", Rig.SOON);
          moment(1000);
          program.terminate();
          rig.verifyStopped();
        }
        case COMPACT -> rig.compactPrimary();
        case COMPACT_WHILE_DOWN -> {
          kill();
          load.awaitMore(50);
          rig.compactPrimary();
        }
        case PRIMARY_DELAYED -> {
          rig.primaryNetwork().delay(Duration.ofMillis(100), Duration.ofMillis(100));
          moment(4000);
        }
        case PRIMARY_HALF_OPEN -> {
          rig.primaryNetwork().halfOpen();
          moment(5000);
          if (random.nextBoolean()) {
            rig.compactPrimary();
          }
        }
        case PRIMARY_CUT -> {
          rig.primaryNetwork().cut();
          moment(3000);
          if (random.nextBoolean()) {
            rig.compactPrimary();
          }
        }
        case PRIMARY_LIMITED -> {
          rig.primaryNetwork().limit(1_000 + random.nextInt(100_000));
          moment(3000);
        }
        case STANDBY_DELAYED -> {
          rig.standbyNetwork().delay(Duration.ofMillis(100), Duration.ofMillis(100));
          moment(4000);
        }
        case STANDBY_LATE_REQUESTS -> {
          rig.standbyNetwork().delayRequests(Duration.ofMillis(1500));
          moment(4000);
        }
        case STANDBY_ONE_WAY_LATE -> {
          rig.standbyNetwork().firstWay().delayRequests(Duration.ofMillis(1500));
          moment(6000);
        }
        case STANDBY_MUTE -> {
          rig.standbyNetwork().mute();
          moment(2500);
        }
        case STANDBY_HALF_OPEN -> {
          rig.standbyNetwork().halfOpen();
          moment(5000);
        }
        case STANDBY_CUT -> {
          rig.standbyNetwork().cut();
          moment(3000);
        }
        case STANDBY_RESET -> {
          rig.standbyNetwork().reset(Duration.ofMillis(1 + random.nextInt(300)));
          moment(3000);
        }
        case PRIMARY_MEMBER_KILLED -> {
          rig.primary().member(random.nextInt(rig.primary().size())).kill();
          moment(2000);
        }
        case STANDBY_MEMBER_KILLED -> {
          rig.standby().member(random.nextInt(rig.standby().size())).kill();
          moment(2000);
        }
        case STANDBY_MEMBER_STOPPED -> {
          EtcdMember member = rig.standby().member(random.nextInt(rig.standby().size()));
          member.stop();
          moment(3000);
          member.cont();
        }
        case STANDBY_ALL_KILLED -> {
          rig.standby().killAll();
          moment(2000);
        }
        case LOCAL_SURPLUS -> standby.put("/registry/local/" + random.nextInt(1000), "mine");
        case LARGE_REVISION -> {
          String prefix = "/registry/large/" + random.nextInt(5) + "/";
          load.together(prefix, 200 + random.nextInt(1500), 100);
          if (random.nextBoolean()) {
            load.deletePrefix(prefix);
          }
        }
        case HOT_KEY -> load.hot("/registry/hot", 200 + random.nextInt(2000));
      }
    }

    private void deposed(Program before) {
      int exit = before.awaitExit(Duration.ofSeconds(60));
      if (exit != Program.DEPOSED) {
        throw new AssertionError("a deposed process ended with " + exit + "\n" + before.evidence());
      }
    }
  }
}
