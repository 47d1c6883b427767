package dev.etcdsync.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdConnector;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.lease.Election;
import dev.etcdsync.lease.Term;
import dev.etcdsync.model.ContractPhrase;
import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.SystemClock;
import dev.etcdsync.simulation.LogLines;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a replica says and in which order it does things, whoever elects it. */
@Timeout(30)
class ReplicaTest {
  private final List<String> done = new ArrayList<>();
  private final Deque<String> script = new ArrayDeque<>();

  /** Somebody else leads, or this one does; then the process is stopped. */
  private final class Scripted implements Election {
    private Optional<Replica> replica = Optional.empty();

    @Override
    public Optional<Term> await(Follower follower) {
      while (!script.isEmpty()) {
        String leader = script.removeFirst();
        if (leader.equals("me")) {
          return Optional.of(new Held());
        }
        follower.standsBehind(leader);
      }
      replica.orElseThrow().requestStop();
      assertThat(follower.isStopping()).isTrue();
      assertThat(follower.next()).isNotDone();
      return Optional.empty();
    }

    @Override
    public String lease() {
      return "ns/lease";
    }

    @Override
    public String identity() {
      return "me";
    }

    @Override
    public void close() {
      done.add("closed");
    }
  }

  private final class Held implements Term {
    private final CompletableFuture<Void> lost = new CompletableFuture<>();

    @Override
    public CompletableFuture<Void> lost() {
      return lost;
    }

    @Override
    public String lostBecause() {
      return "somebody holds it";
    }

    @Override
    public void close() {
      done.add("given back");
    }
  }

  private final class Work implements LeaderWork {
    private final Runnable whileItRuns;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    Work(Runnable whileItRuns) {
      this.whileItRuns = whileItRuns;
    }

    @Override
    public Optional<String> run() {
      done.add("begun");
      whileItRuns.run();
      stopped.join();
      done.add("ended");
      return Optional.empty();
    }

    @Override
    public void requestStop() {
      stopped.complete(null);
    }

    @Override
    public void live(LiveSettings now) {
      done.add("verbose " + now.verbose());
    }
  }

  private static PublishedStatus nobody() {
    EtcdConnector connector =
        new EtcdConnector() {
          @Override
          public Etcd connect() {
            throw new EtcdException(Side.STANDBY, Failure.UNAVAILABLE, "nobody is there");
          }

          @Override
          public boolean isOutdated() {
            return false;
          }

          @Override
          public Side side() {
            return Side.STANDBY;
          }
        };
    return new PublishedStatus(connector, "main", Duration.ofSeconds(1), new SystemClock());
  }

  private Replica replica(Scripted election, Runnable whileItRuns) {
    Replica replica =
        new Replica(election, () -> new Work(whileItRuns), nobody(), nobody(), new SystemClock());
    election.replica = Optional.of(replica);
    return replica;
  }

  @Test
  void saysWhatScriptsSearchForWhetherItLeadsOrNot() {
    assertThat(ContractPhrase.START_SYNC_UPDATE).isEqualTo("Start Sync update");
    assertThat(ContractPhrase.ACQUIRED_LEADER_LEASE).isEqualTo("Acquired leader lease");
    script.addAll(List.of("a", "a", "a", "b", "b"));
    try (LogLines log = LogLines.of(Replica.class)) {
      replica(new Scripted(), () -> {}).run();
      assertThat(log.matching("Start Sync update"))
          .containsExactly(
              "Start Sync update as a follower leader=a lease=ns/lease",
              "Start Sync update as a follower leader=b lease=ns/lease");
      assertThat(log.matching("Acquired leader lease")).isEmpty();
    }
    assertThat(done).containsExactly("closed");
  }

  @Test
  void aStopEndsTheWorkFirstAndThenGivesTheLeaseBack() {
    script.add("me");
    Scripted election = new Scripted();
    try (LogLines log = LogLines.of(Replica.class)) {
      replica(election, () -> election.replica.orElseThrow().requestStop()).run();
      assertThat(log.matching("Acquired leader lease lease=ns/lease identity=me")).hasSize(1);
      assertThat(log.matching("Lost leader lease")).isEmpty();
    }
    assertThat(done).containsExactly("begun", "ended", "given back", "closed");
  }

  @Test
  void aLossStopsTheWorkAndTheProcessGoesOnAsAFollower() {
    script.addAll(List.of("me", "other", "me"));
    Scripted election = new Scripted();
    List<Held> terms = new ArrayList<>();
    Election remembering =
        new Election() {
          @Override
          public Optional<Term> await(Follower follower) {
            Optional<Term> term = election.await(follower);
            term.ifPresent(it -> terms.add((Held) it));
            return term;
          }

          @Override
          public String lease() {
            return election.lease();
          }

          @Override
          public String identity() {
            return election.identity();
          }

          @Override
          public void close() {
            election.close();
          }
        };
    Replica replica =
        new Replica(
            remembering,
            () -> new Work(() -> terms.getLast().lost.complete(null)),
            nobody(),
            nobody(),
            new SystemClock());
    election.replica = Optional.of(replica);
    replica.live(new LiveSettings(true, Duration.ofMinutes(1)));
    try (LogLines log = LogLines.of(Replica.class)) {
      replica.run();
      assertThat(log.matching("Lost leader lease")).hasSize(2);
      assertThat(log.matching("reason=\"somebody holds it\"")).hasSize(2);
      assertThat(log.matching("Start Sync update as a follower leader=other")).hasSize(1);
    }
    assertThat(done)
        .containsExactly(
            "verbose true",
            "begun",
            "ended",
            "given back",
            "verbose true",
            "begun",
            "ended",
            "given back",
            "closed");
  }
}
