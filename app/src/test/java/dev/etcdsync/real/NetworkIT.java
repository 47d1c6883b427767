package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad networks: one process goes through all of them, and recovers by itself. */
class NetworkIT extends RealTest {
  /** Longer than the request timeout and the watchdog. */
  private static final Duration LONG = Duration.ofMillis(2500);

  private static Rig.Builder rig() {
    return Rig.builder().proxied().options("--request-timeout", "1s", "--watchdog", "2s");
  }

  private static Map<String, Consumer<Toxics.Network>> faults() {
    Map<String, Consumer<Toxics.Network>> faults = new LinkedHashMap<>();
    faults.put("delayed", n -> n.delay(Duration.ofMillis(200), Duration.ofMillis(150)));
    faults.put("half-open", Toxics.Network::halfOpen);
    faults.put("cut", Toxics.Network::cut);
    faults.put("mute", Toxics.Network::mute);
    faults.put("reset", n -> n.reset(Duration.ofMillis(100)));
    faults.put("limited", n -> n.limit(10_000));
    faults.put("slow", n -> n.slow(40));
    return faults;
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary", "standby"})
  void recoversFrom(String side) {
    Rig rig = start(rig());
    Workload load = rig.workload(seed()).keys(300).rate(200);
    load.load(300);
    load.start();
    Program program = rig.run();
    rig.awaitFollowing(program);
    Toxics.Network network = side.equals("primary") ? rig.primaryNetwork() : rig.standbyNetwork();
    faults()
        .forEach((name, fault) -> {
          fault.accept(network);
          load.awaitMore(20);
          Await.hold(LONG);
          network.heal();
          long healed = System.nanoTime();
          rig.awaitLevel(program);
          System.out.println(
              "NetworkIT: "
                  + side
                  + " "
                  + name
                  + ": level "
                  + (System.nanoTime() - healed) / 1_000_000
                  + " ms after it was healed");
        });
    load.stop();
    rig.awaitLevel(program);
    rig.expectEqual();
    assertThat(rig.judge().epoch()).as("a process claims once").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary", "standby"})
  void recoversWhileCopying(String side) {
    Rig rig = start(rig().operations(16).options("--epoch", "200ms"));
    Workload load = rig.workload(seed()).keys(4000).rate(200);
    load.load(4000);
    load.start();
    rig.standbyNetwork().delay(Duration.ofMillis(10), Duration.ZERO);
    Program program = rig.run();
    program.await("Copy started", Rig.SOON);
    Toxics.Network network = side.equals("primary") ? rig.primaryNetwork() : rig.standbyNetwork();
    network.heal();
    network.halfOpen();
    Await.hold(LONG);
    network.heal();
    network.limit(60_000);
    Await.hold(Duration.ofMillis(1500));
    network.heal();
    network.cut();
    Await.hold(Duration.ofMillis(500));
    network.heal();
    rig.awaitFollowing(program);
    load.stop();
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  /** A client library that resumes such a watch by itself goes on at the wrong revision. */
  @Test
  void aWatchThatBreaksBeforeItsFirstEventSkipsNothing() {
    Rig rig = start(rig());
    Workload load = rig.workload(seed()).keys(200).rate(2000).valueBytes(2000);
    load.load(200);
    Program first = rig.run();
    rig.awaitFollowing(first);
    rig.awaitLevel(first);
    first.terminate();
    load.start();
    load.awaitMore(1500);
    rig.primaryNetwork().limit(4_000);
    Program second = rig.run();
    // Behind the claim only the watch asks for more than the limit.
    second.await("Claimed", Rig.SOON);
    second.await("Retrying side=primary", Rig.SOON);
    Await.hold(LONG);
    second.expectAlive();
    assertThat(second.find("Start Sync update", 0))
        .as("a watch has told its first event, in spite of the limit")
        .isEmpty();
    load.stop();
    rig.primaryNetwork().heal();
    rig.awaitLevel(second);
    rig.expectEqual();
    assertThat(second.count("Resync")).as("nothing was compacted").isZero();
  }

  @Test
  void aStandbyThatIsKilledAndComesBackIsFollowedOn() {
    Rig rig = start(rig());
    Workload load = rig.workload(seed()).keys(300).rate(400);
    load.load(300);
    load.start();
    Program program = rig.run();
    rig.awaitFollowing(program);
    for (int i = 0; i < 3; i++) {
      load.awaitMore(100);
      rig.standby().member(0).kill();
      load.awaitMore(100);
      rig.standby().startAll();
      rig.awaitLevel(program);
    }
    for (int i = 0; i < 2; i++) {
      rig.standby().member(0).stop();
      Await.hold(LONG);
      rig.standby().member(0).cont();
      rig.awaitLevel(program);
    }
    load.stop();
    rig.awaitLevel(program);
    rig.expectEqual();
  }
}
