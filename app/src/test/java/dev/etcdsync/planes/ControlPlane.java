package dev.etcdsync.planes;

import dev.etcdsync.real.Await;
import dev.etcdsync.real.Child;
import dev.etcdsync.real.EtcdBinaries;
import dev.etcdsync.real.Etcdctl;
import dev.etcdsync.real.Folders;
import dev.etcdsync.real.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A control plane without nodes at free ports of the loopback address. */
public final class ControlPlane implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);

  /** The same on both sides, as real pairs often have it. */
  private static final String SERVICE_NETWORK = "10.21.0.0/16";

  private final String name;
  private final PlaneFiles files;
  private final int etcdPort = Ports.free();
  private final int apiPort = Ports.free();
  private final List<Child> processes = new ArrayList<>();
  private final Api api;
  private Optional<String> encryption;
  private Child apiserver;
  private Tether tether;

  private ControlPlane(String name, Optional<String> encryption, boolean controllers) {
    this.name = name;
    this.files = PlaneFiles.of(name);
    this.encryption = encryption;
    try {
      startEtcd();
      startApiserver();
      Await.until(
          "the apiserver of " + name + " has a certificate",
          START,
          files::hasCertificate,
          this::evidence);
      files.writeKubeconfig(url());
      api = new Api(url(), files.certificate());
      Await.until("the apiserver of " + name + " is ready", START, api::ready, this::evidence);
      if (controllers) {
        startControllers();
      }
      tether.close();
      tether = Tether.to(processes);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Starts one and waits until its apiserver is ready; its controllers may still be on the way. */
  public static ControlPlane start(String name) {
    return new ControlPlane(name, Optional.empty(), true);
  }

  /** Starts one that has no controllers. */
  public static ControlPlane withoutControllers(String name) {
    return new ControlPlane(name, Optional.empty(), false);
  }

  /**
   * Starts one that keeps secrets encrypted, and has no controllers.
   *
   * @param configuration an EncryptionConfiguration
   */
  static ControlPlane encrypting(String name, String configuration) {
    return new ControlPlane(name, Optional.of(configuration), false);
  }

  /** Gives its apiserver another EncryptionConfiguration, and waits until it is ready again. */
  void encrypt(String configuration) {
    encryption = Optional.of(configuration);
    restartApiserver();
  }

  /** Ends the apiserver and starts it again, as somebody does who wants its memory emptied. */
  void restartApiserver() {
    stopApiserver();
    resumeApiserver();
  }

  /** Ends the apiserver; its etcd goes on. */
  void stopApiserver() {
    tether.close();
    apiserver.kill();
    processes.remove(apiserver);
    tether = Tether.to(processes);
  }

  /** Starts the apiserver again, and waits until it is ready. */
  void resumeApiserver() {
    tether.close();
    startApiserver();
    Await.until("the apiserver of " + name + " is ready again", START, api::ready, this::evidence);
  }

  /** Lets the apiserver take connections and answer nothing, until it is woken. */
  void freezeApiserver() {
    apiserver.stop();
  }

  void wakeApiserver() {
    apiserver.cont();
  }

  private void startEtcd() {
    String peers = "http://127.0.0.1:" + Ports.free();
    launch(
        "etcd",
        EtcdBinaries.V36.etcd().toString(),
        "--name=" + name,
        "--data-dir=" + files.data(),
        "--listen-client-urls=" + etcd(),
        "--advertise-client-urls=" + etcd(),
        "--listen-peer-urls=" + peers,
        "--initial-advertise-peer-urls=" + peers,
        "--initial-cluster=" + name + "=" + peers,
        // Two with one name and one peer address would have one cluster id.
        "--initial-cluster-token=" + name,
        "--heartbeat-interval=10",
        "--election-timeout=100",
        "--watch-progress-notify-interval=5s",
        "--unsafe-no-fsync");
  }

  private void startApiserver() {
    String key = files.writeServiceAccountKey().toString();
    List<String> command = new ArrayList<>();
    command.add(PlaneBinaries.file("kube-apiserver"));
    encryption.ifPresent(configuration ->
        command.add("--encryption-provider-config=" + files.writeEncryption(configuration)));
    command.addAll(
        List.of(
            "--etcd-servers=" + etcd(),
            "--secure-port=" + apiPort,
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--cert-dir=" + files.certificates(),
            "--service-cluster-ip-range=" + SERVICE_NETWORK,
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=" + key,
            "--service-account-signing-key-file=" + key,
            "--authorization-mode=RBAC",
            "--token-auth-file=" + files.writeToken()));
    apiserver = launch("kube-apiserver", command.toArray(String[]::new));
    tether = Tether.to(processes);
  }

  private void startControllers() {
    launch(
        "kube-controller-manager",
        PlaneBinaries.file("kube-controller-manager"),
        "--kubeconfig=" + files.kubeconfig(),
        "--root-ca-file=" + files.certificate(),
        "--service-account-private-key-file=" + files.folder().resolve("service-accounts.key"),
        "--secure-port=" + Ports.free(),
        "--bind-address=127.0.0.1",
        "--cert-dir=" + files.certificates(),
        "--leader-elect=false",
        // As fast as controllers can be: nothing may rest on their being slow.
        "--kube-api-qps=1000",
        "--kube-api-burst=2000",
        "--v=2");
  }

  private Child launch(String process, String... command) {
    Child child = Child.logging(List.of(command), files.log(process));
    processes.add(child);
    return child;
  }

  String etcd() {
    return "http://127.0.0.1:" + etcdPort;
  }

  String url() {
    return "https://127.0.0.1:" + apiPort;
  }

  Etcdctl etcdctl() {
    return new Etcdctl(EtcdBinaries.V36.etcdctl(), etcd(), List.of());
  }

  /** The administrator's. */
  public Path kubeconfig() {
    return files.kubeconfig();
  }

  /** A kubeconfig for whoever has this token. */
  Path kubeconfig(String token, String file) {
    return files.writeKubeconfig(url(), token, file);
  }

  Path folder() {
    return files.folder();
  }

  Api api() {
    return api;
  }

  /** A client of its administrator. */
  public Kubectl kubectl() {
    return new Kubectl(files.kubeconfig(), files.folder());
  }

  /** Fails when one of its processes has ended. */
  void expectAlive() {
    if (!processes.stream().allMatch(Child::alive)) {
      throw new AssertionError("A process of the " + name + " has ended\n" + evidence());
    }
  }

  /** The end of every process's log. */
  String evidence() {
    return Stream.of("etcd", "kube-apiserver", "kube-controller-manager")
        .filter(process -> Files.exists(files.log(process)))
        .map(process -> "-- " + name + " " + process + "\n" + Folders.tail(files.log(process), 15))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    if (tether != null) {
      tether.close();
    }
    processes.reversed().forEach(Child::kill);
    Folders.delete(files.data());
  }
}
