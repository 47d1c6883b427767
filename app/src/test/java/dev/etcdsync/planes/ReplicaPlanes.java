package dev.etcdsync.planes;

import dev.etcdsync.real.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Two control planes for replicas that compete: an account on the standby, and the Role that the
 * manual gives it.
 */
final class ReplicaPlanes implements AutoCloseable {
  private final ControlPlane primary;
  private final ControlPlane standby;
  private final Path manual;

  private ReplicaPlanes(ControlPlane primary, ControlPlane standby) throws IOException {
    this.primary = primary;
    this.standby = standby;
    primary.api().create(Templates.namespace("race"));
    standby.api().create(Templates.namespace(Replicas.NAMESPACE));
    manual = Folders.write(standby.folder().resolve("role.yaml"), Replicas.roleOfTheManual());
    kubectl("create", "serviceaccount", "etcd-sync");
    grant();
  }

  static ReplicaPlanes start(String name) throws IOException {
    CompletableFuture<ControlPlane> primary =
        CompletableFuture.supplyAsync(() -> ControlPlane.withoutControllers(name + "-primary"));
    ControlPlane standby = ControlPlane.withoutControllers(name + "-standby");
    return new ReplicaPlanes(primary.join(), standby);
  }

  ControlPlane primary() {
    return primary;
  }

  ControlPlane standby() {
    return standby;
  }

  /** Gives the account what the manual says, whatever was changed there. */
  void grant() {
    kubectl("apply", "--filename=" + manual);
  }

  void withdraw() {
    kubectl("delete", "--filename=" + manual);
  }

  /** None yet, of a link that has never been. */
  Replicas replicas() {
    String token = kubectl("create", "token", "etcd-sync", "--duration=1h").strip();
    Replicas replicas =
        new Replicas(primary, standby, standby.kubeconfig(token, "replica.kubeconfig"));
    replicas.forget();
    return replicas;
  }

  /** What kubectl prints, in the replicas' namespace of the standby. */
  String kubectl(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--namespace=" + Replicas.NAMESPACE);
    return standby.kubectl().run(all.toArray(String[]::new));
  }

  @Override
  public void close() {
    standby.close();
    primary.close();
  }
}
