package dev.etcdsync.real;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A primary, a standby, a judge that records both, and the programs that run between them. */
final class Rig implements AutoCloseable {
  static final String SCOPE = "/registry/";
  static final String LINK = "test";
  static final String OWN = "/etcd-sync/" + LINK + "/";

  /** Long enough for a busy machine, short enough for a test that fails. */
  static final Duration SOON = Duration.ofSeconds(40);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Program> programs = new ArrayList<>();
  private final List<String> options;
  private final RealCluster standby;
  private final Recorder standbyRecorder;
  private final Toxics.Network primaryNetwork;
  private final Toxics.Network standbyNetwork;
  private final RealCluster primary;
  private Recorder primaryRecorder;
  private Judge judge;
  private final int small;

  private Rig(Builder builder) {
    options = builder.arguments();
    small = builder.operations / 2;
    try {
      primary = opened(builder.primary.apply(RealCluster.named("primary")).create());
      standby = opened(builder.standby.apply(RealCluster.named("standby")).create());
      primary.launch();
      standby.launch();
      primary.startAll();
      standby.startAll();
      grant();
      primaryRecorder = opened(Recorder.start("primary", primary.plainEtcdctl()));
      standbyRecorder = opened(Recorder.start("standby", standby.plainEtcdctl()));
      judge = newJudge();
      if (builder.proxied) {
        Toxics toxics = opened(Toxics.start());
        primaryNetwork = toxics.to(primary, 1);
        standbyNetwork = toxics.to(standby, builder.ways);
      } else {
        primaryNetwork = null;
        standbyNetwork = null;
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** What a rig shall be; by default two etcds 3.6 of one member without TLS and users. */
  static final class Builder {
    private UnaryOperator<RealCluster.Builder> primary = UnaryOperator.identity();
    private UnaryOperator<RealCluster.Builder> standby = UnaryOperator.identity();
    private boolean proxied;
    private int ways = 1;
    private boolean deletionLimit;
    private int operations = 128;
    private final List<String> options = new ArrayList<>();

    private Builder() {}

    Builder primary(UnaryOperator<RealCluster.Builder> chosen) {
      primary = chosen;
      return this;
    }

    Builder standby(UnaryOperator<RealCluster.Builder> chosen) {
      standby = chosen;
      return this;
    }

    /** The program goes through toxiproxy on both sides; the judge and the load do not. */
    Builder proxied() {
      proxied = true;
      return this;
    }

    /** The program knows every member of the standby by so many addresses. */
    Builder waysToStandby(int count) {
      ways = count;
      return proxied();
    }

    /** Small transactions, so that a copy takes long enough to be met by a fault. */
    Builder operations(int most) {
      operations = most;
      return this;
    }

    /** The program's own limit of deletions; otherwise random loads may delete what they like. */
    Builder deletionLimit() {
      deletionLimit = true;
      return this;
    }

    private List<String> arguments() {
      List<String> made = new ArrayList<>(List.of("--max-txn-ops", "" + operations));
      if (!deletionLimit) {
        made.addAll(List.of("--deletion-limit-keys", "1000000"));
      }
      made.addAll(options);
      return List.copyOf(made);
    }

    /** Options for every run of the program. */
    Builder options(String... more) {
      options.addAll(List.of(more));
      return this;
    }

    Rig start() {
      return new Rig(this);
    }
  }

  static Builder builder() {
    return new Builder();
  }

  private void grant() {
    if (!primary.rootCredentials().isEmpty()) {
      primary.grant("read", SCOPE);
      primary.grant("read", "/etcd-sync/");
    }
    if (!standby.rootCredentials().isEmpty()) {
      standby.grant("readwrite", SCOPE);
      standby.grant("readwrite", "/etcd-sync/");
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.addFirst(resource);
    return resource;
  }

  RealCluster primary() {
    return primary;
  }

  RealCluster standby() {
    return standby;
  }

  Toxics.Network primaryNetwork() {
    return primaryNetwork;
  }

  Toxics.Network standbyNetwork() {
    return standbyNetwork;
  }

  Judge judge() {
    return judge;
  }

  History primaryHistory() {
    return primaryRecorder.history();
  }

  History standbyHistory() {
    return standbyRecorder.history();
  }

  /** A load on the primary. */
  Workload workload(long seed) {
    return opened(Workload.on(primary, seed));
  }

  /** Starts the program with the rig's options and these. */
  Program run(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("run", "--link", LINK, "--key-prefix", SCOPE, "--scope-prefixes-in", SCOPE));
    arguments.addAll(
        primary.options(
            "primary", primaryNetwork == null ? primary.endpoints() : primaryNetwork.urls()));
    arguments.addAll(
        standby.options(
            "standby", standbyNetwork == null ? standby.endpoints() : standbyNetwork.urls()));
    arguments.addAll(options);
    arguments.addAll(List.of(more));
    Program program =
        opened(Program.start("program " + (char) ('A' + programs.size() % 26), arguments));
    programs.add(program);
    return program;
  }

  /** What the command status says. */
  JsonNode status() {
    return Program.status(standby.options("standby", standby.endpoints()), LINK);
  }

  /** Runs confirm. */
  Program.Ended confirm(String guard, String token) {
    List<String> arguments = new ArrayList<>(List.of("confirm", guard, "--token", token));
    arguments.addAll(List.of("--link", LINK));
    arguments.addAll(standby.options("standby", standby.endpoints()));
    return Program.run(arguments);
  }

  /** Runs heal. */
  Program.Ended heal(String... keys) {
    List<String> arguments = new ArrayList<>(List.of("heal"));
    arguments.addAll(List.of(keys));
    arguments.addAll(List.of("--link", LINK));
    arguments.addAll(standby.options("standby", standby.endpoints()));
    return Program.run(arguments);
  }

  /** The checkpoint as it is recorded, if there is one. */
  Optional<JsonNode> checkpoint() {
    return standbyHistory().latest(OWN + "checkpoint").flatMap(v -> Json.tryParse(v.content()));
  }

  boolean follows(long revision) {
    return checkpoint()
        .filter(now -> now.path("phase").asText().equals("following"))
        .filter(now -> now.path("revision").asLong() >= revision)
        .isPresent();
  }

  /** Waits until something has been copied. */
  void awaitCopied() {
    Await.until(
        "the copy writes",
        SOON,
        () -> standbyHistory().lastChange(SCOPE, Long.MAX_VALUE) > 0,
        this::evidence);
  }

  void awaitFollowing(Program program) {
    program.await("Start Sync update", SOON);
  }

  /** Waits until the checkpoint covers what the primary has in the scope now. */
  void awaitLevel(Program program) {
    awaitLevel(program, SOON);
  }

  void awaitLevel(Program program, Duration timeout) {
    long now = primary.etcdctl().revision();
    primaryHistory().await(now);
    long last = primaryHistory().lastChange(SCOPE, now);
    Await.until(
        "the checkpoint covers the primary's revision " + last,
        timeout,
        () -> {
          program.expectAlive();
          return follows(last);
        },
        this::evidence);
    verify();
  }

  /** Lets the judge go through what is recorded by now; the program may run. */
  void verify() {
    long upTo = standbyHistory().revision();
    primaryHistory().await(primary.etcdctl().revision());
    judge.verify(upTo);
  }

  /** The same when the program does not run: the standby is read as it is. */
  void verifyStopped() {
    Etcdctl.Content actual = standby.etcdctl().under("");
    standbyHistory().await(actual.revision());
    primaryHistory().await(primary.etcdctl().revision());
    judge.verify(actual);
  }

  /** Both sides read by etcdctl and compared without any record. */
  void expectEqual() {
    var wanted = primary.etcdctl().under(SCOPE).keys();
    var found = standby.etcdctl().under(SCOPE).keys();
    if (!wanted.equals(found)) {
      List<String> differing =
          Stream.concat(wanted.keySet().stream(), found.keySet().stream())
              .distinct()
              .filter(key -> !Objects.equals(wanted.get(key), found.get(key)))
              .map(Text::show)
              .limit(10)
              .toList();
      throw new AssertionError(
          wanted.size()
              + " and "
              + found.size()
              + " keys, differing: "
              + differing
              + "\n"
              + evidence());
    }
  }

  /** Waits until the program has parked with a guard, and returns the log line. */
  String awaitParked(Program program, String guard) {
    return awaitParked(program, guard, 0);
  }

  String awaitParked(Program program, String guard, int mark) {
    String line = program.await("Parked guard=" + guard, mark, SOON);
    if (line.split(" ", -1).length < 10) {
      throw new AssertionError("No sentence for people: " + line);
    }
    return line;
  }

  /** Takes the cause of parking away: the link says that it goes on then, and never before. */
  void expectResumed(Program program, String guard, Runnable cure) {
    int mark = program.mark();
    if (program.find("Resumed", 0).isPresent()) {
      throw new AssertionError("Resumed while the cause stood\n" + program.evidence());
    }
    cure.run();
    program.await("Resumed guard=" + guard, mark, SOON);
  }

  /** The revision of the last change in the standby's scope. */
  long lastScopeRevision() {
    standbyHistory().await(standby.etcdctl().revision());
    return standbyHistory().lastChange(SCOPE, Long.MAX_VALUE);
  }

  /** Fails when the standby's scope changes within a time. */
  void expectNoScopeWrite(Duration time) {
    long before = lastScopeRevision();
    Await.hold(time);
    long after = lastScopeRevision();
    if (before != after) {
      throw new AssertionError(
          "The standby's scope was written at " + after + ", after " + before + "\n" + evidence());
    }
  }

  /**
   * Starts the record of the primary and the judge anew, for a primary with another history. The
   * new judge accepts what the standby has so far.
   */
  void startJudgeAnew() {
    primaryRecorder.close();
    primaryRecorder = opened(Recorder.start("primary", primary.plainEtcdctl()));
    long now = standby.etcdctl().revision();
    standbyHistory().await(now);
    judge = newJudge();
    judge.acceptUpTo(now);
  }

  private Judge newJudge() {
    return new Judge(SCOPE, LINK, primaryHistory(), standbyHistory()).small(small);
  }

  /** Stops the record of the primary, up to date, before something else takes its address. */
  void pausePrimaryRecord() {
    primaryHistory().await(primary.etcdctl().revision());
    primaryRecorder.pause();
  }

  void resumePrimaryRecord() {
    primaryRecorder.resume();
  }

  /** Takes the primary's history away up to now; what it was is recorded. */
  void compactPrimary() {
    Etcdctl etcdctl = primary.etcdctl();
    long now = etcdctl.revision();
    primaryHistory().await(now);
    etcdctl.compact(now);
  }

  /** Makes space in the standby's etcd; what its history was is recorded. */
  void makeSpaceOnStandby() {
    standbyHistory().await(standby.etcdctl().revision());
    standby.makeSpace();
  }

  /** Waits until nothing has been written on the standby for half a second. */
  void awaitQuietStandby() {
    Etcdctl etcdctl = standby.etcdctl();
    Await.until(
        "nobody writes on the standby",
        SOON,
        () -> {
          long before = etcdctl.revision();
          Await.hold(Duration.ofMillis(500));
          return etcdctl.revision() == before;
        },
        this::evidence);
  }

  /** What people want to see when a test fails. */
  String evidence() {
    return "checkpoint: "
        + checkpoint().map(JsonNode::toString).orElse("none")
        + "\n"
        + programs.stream()
            .skip(Math.max(0, programs.size() - 3))
            .map(Program::evidence)
            .collect(Collectors.joining("\n"))
        + "\n"
        + Text.shorten(primary.logs(), 4000)
        + "\n"
        + Text.shorten(standby.logs(), 4000);
  }

  @Override
  public void close() {
    for (AutoCloseable resource : open) {
      try {
        resource.close();
      } catch (Exception e) {
        System.err.println("Not closed: " + e);
      }
    }
    open.clear();
  }
}
