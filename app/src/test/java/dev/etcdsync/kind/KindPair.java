package dev.etcdsync.kind;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.planes.Inventory;
import dev.etcdsync.planes.Resource;
import dev.etcdsync.planes.StandbyRecord;
import dev.etcdsync.planes.Templates;
import dev.etcdsync.real.Folders;
import dev.etcdsync.real.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A primary and a standby, in kind and on loan or given from outside, and one link between them at
 * a time.
 */
public final class KindPair implements AutoCloseable {
  static final String LINK = "kind";

  /** The garbage collector looks for new kinds of objects each 30 seconds: nothing takes longer. */
  static final Duration SOON = Duration.ofSeconds(90);

  /** Has volumes in the folders of its node, in images that kind publishes. */
  private static final List<String> SCOPE = List.of("--scope-namespaces-out", "local-path-storage");

  private final Optional<Loan> loan;
  private final KindCluster primary;
  private final KindCluster standby;
  private final StandbyRecord record;

  private KindPair(Optional<Loan> loan, KindCluster primary, KindCluster standby) {
    this.loan = loan;
    this.primary = primary;
    this.standby = standby;
    // An earlier run may have been killed.
    forget();
    this.record = StandbyRecord.fromNow(standby.etcdctl(), LINK);
  }

  /** Borrows both. */
  static KindPair borrow(ServiceNetworks networks) {
    Path folder = Path.of("target", "kind").toAbsolutePath();
    Folders.create(folder);
    if (GivenClusters.areThere()) {
      return new KindPair(
          Optional.empty(),
          GivenClusters.of("primary", fresh(folder.resolve("primary"))),
          GivenClusters.of("standby", fresh(folder.resolve("standby"))));
    }
    KindScripts scripts = KindScripts.find();
    Loan loan = Loan.of(scripts, networks, folder.resolve("lend.log"));
    try {
      return new KindPair(
          Optional.of(loan),
          KindCluster.of("primary", scripts, fresh(folder.resolve("primary"))),
          KindCluster.of("standby", scripts, fresh(folder.resolve("standby"))));
    } catch (RuntimeException | Error e) {
      loan.close();
      throw e;
    }
  }

  /** An old one may hold what kubectl remembers of other clusters at the same ports. */
  private static Path fresh(Path folder) {
    Folders.delete(folder);
    Folders.create(folder);
    return folder;
  }

  /** The cluster that serves. */
  public KindCluster primary() {
    return primary;
  }

  /** The cluster that waits. */
  public KindCluster standby() {
    return standby;
  }

  StandbyRecord record() {
    return record;
  }

  /** A command with both sides, the link and the scope. */
  List<String> command(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, "--link", LINK));
    arguments.addAll(primary.options());
    arguments.addAll(standby.options());
    arguments.addAll(SCOPE);
    arguments.addAll(List.of(more));
    return arguments;
  }

  /** Starts the program and waits until its copy is done. */
  Program follow() {
    Program program =
        Program.start(
            "program", command("run", "--standby-kubeconfig", standby.kubeconfig().toString()));
    try {
      program.await("Start Sync update", SOON);
      return program;
    } catch (RuntimeException | Error e) {
      program.close();
      throw e;
    }
  }

  JsonNode status() {
    return Program.status(standby.options(), LINK);
  }

  /** How many objects below a folder of the apiserver's are held on the standby. */
  long held(String folder) {
    return standby.etcdctl().count("/etcd-sync/" + LINK + "/held/" + folder);
  }

  /** What differs in more than the standby's controllers may have written, in these namespaces. */
  Map<String, String> unlike(List<String> namespaces) {
    return Inventory.of(primary.kubectl())
        .in(namespaces)
        .unlike(Inventory.of(standby.kubectl()).in(namespaces), record);
  }

  /** Waits until the standby's garbage collector has taken away an orphan of this kind. */
  void awaitCollector(Resource kind) {
    String name = "orphan-" + Long.toHexString(System.nanoTime());
    standby.apply(Templates.orphan(kind, "default", name).toString());
    standby.await(
        "the standby's garbage collector collects " + kind.kind(),
        () -> !standby.kubectl().succeeds("get", kind.plural(), name, "--namespace=default"));
  }

  /** Ends the program and forgets the link: the next one makes a first copy. */
  void end(Program program) {
    program.terminate();
    forget();
  }

  private void forget() {
    for (KindCluster cluster : List.of(standby, primary)) {
      cluster.etcdctl().deletePrefix("/etcd-sync/" + LINK + "/");
    }
  }

  @Override
  public void close() {
    record.close();
    loan.ifPresent(Loan::close);
  }
}
