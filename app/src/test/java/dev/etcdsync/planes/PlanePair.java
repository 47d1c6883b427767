package dev.etcdsync.planes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Await;
import dev.etcdsync.real.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A primary and a standby that live, and one link between them at a time. */
final class PlanePair implements AutoCloseable {
  static final String LINK = "planes";
  private static final String OWN = "/etcd-sync/" + LINK + "/";
  static final Duration SOON = Duration.ofSeconds(40);

  /** The garbage collector looks for new kinds of objects each 30 seconds. */
  private static final Duration COLLECTED = Duration.ofSeconds(75);

  private final ControlPlane primary;
  private final ControlPlane standby;
  private final StandbyRecord record;

  private PlanePair(ControlPlane primary, ControlPlane standby) {
    this.primary = primary;
    this.standby = standby;
    this.record = StandbyRecord.of(standby);
  }

  static PlanePair start() {
    CompletableFuture<ControlPlane> other =
        CompletableFuture.supplyAsync(() -> ControlPlane.start("primary"));
    ControlPlane standby = ControlPlane.start("standby");
    try {
      PlanePair pair = new PlanePair(other.join(), standby);
      pair.awaitCollector(Resource.CONFIG_MAP);
      return pair;
    } catch (RuntimeException | Error e) {
      standby.close();
      throw e;
    }
  }

  ControlPlane primary() {
    return primary;
  }

  ControlPlane standby() {
    return standby;
  }

  StandbyRecord record() {
    return record;
  }

  /** The options that name both sides and the link. */
  List<String> sides() {
    return List.of("--link", LINK, "--primary", primary.etcd(), "--standby", standby.etcd());
  }

  /** Runs a command on the link at the standby. */
  Program.Ended onStandby(List<String> command, List<String> keys) {
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(keys);
    arguments.addAll(List.of("--link", LINK, "--standby", standby.etcd()));
    return Program.run(arguments);
  }

  /** A command with both sides and the link. */
  List<String> command(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(sides());
    arguments.addAll(List.of(more));
    return arguments;
  }

  /** A link with the sides exchanged. */
  Program startBack() {
    return Program.start(
        "back",
        List.of("run", "--link", LINK, "--primary", standby.etcd(), "--standby", primary.etcd()));
  }

  /** Starts the program and waits until its copy is done. */
  Program follow(String... options) {
    Program program = Program.start("program", command("run", options));
    try {
      program.await("Start Sync update", SOON);
      return program;
    } catch (RuntimeException | Error e) {
      program.close();
      throw e;
    }
  }

  /** Ends the program and forgets the link: the next one makes a first copy. */
  void end(Program program) {
    program.terminate();
    forget();
  }

  /** Takes away all that links keep on both sides, promotions included. */
  void forget() {
    standby.etcdctl().deletePrefix(OWN);
    primary.etcdctl().deletePrefix(OWN);
  }

  /** What the command status says as JSON. */
  JsonNode status() {
    return Program.status(List.of("--standby", standby.etcd()), LINK);
  }

  /** How many objects below a folder of the apiserver's are held on the standby. */
  long held(String folder) {
    return standby.etcdctl().count(OWN + "held/" + folder);
  }

  /** Waits until the standby's garbage collector has taken away an orphan of this kind. */
  void awaitCollector(Resource kind) {
    String name = "orphan-" + Long.toHexString(System.nanoTime());
    JsonNode orphan = Templates.orphan(kind, "default", name);
    Await.until(
        "the standby serves " + kind.kind(),
        SOON,
        () -> standby.api().tryCreate(orphan),
        standby::evidence);
    Await.until(
        "the standby's garbage collector collects " + kind.kind(),
        COLLECTED,
        () -> standby.api().find(Resource.pathOf(orphan)).isEmpty(),
        standby::evidence);
  }

  @Override
  public void close() {
    record.close();
    primary.close();
    standby.close();
  }
}
