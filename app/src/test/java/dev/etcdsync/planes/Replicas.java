package dev.etcdsync.planes;

import dev.etcdsync.real.Await;
import dev.etcdsync.real.Folders;
import dev.etcdsync.real.Json;
import dev.etcdsync.real.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Processes that compete for one link between two control planes. */
final class Replicas implements AutoCloseable {
  static final String NAMESPACE = "cpaas-system";
  static final String LEASE = "etcd-sync-mirror";
  static final Duration SOON = Duration.ofSeconds(60);

  private static final String LINK = "lease";

  /** Below it the link keeps what is its own in the standby's etcd. */
  static final String OWN = "/etcd-sync/" + LINK + "/";

  private static final String MAPS = "/registry/configmaps/race/";

  /** No name is used twice, whichever test it is. */
  private static final AtomicInteger CREATED = new AtomicInteger();

  private final ControlPlane primary;
  private final ControlPlane standby;
  private final Path kubeconfig;
  private final Arrivals arrivals;
  private final Map<String, Program> started = new LinkedHashMap<>();

  Replicas(ControlPlane primary, ControlPlane standby, Path kubeconfig) {
    this.primary = primary;
    this.standby = standby;
    this.kubeconfig = kubeconfig;
    this.arrivals = Arrivals.at(standby);
  }

  /** The block of docs/operations.md that begins with the Role. */
  static String roleOfTheManual() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("..", "docs", "operations.md"));
    int begin = lines.indexOf("    apiVersion: rbac.authorization.k8s.io/v1");
    return lines.stream()
        .skip(begin)
        .takeWhile(line -> line.startsWith("    "))
        .map(line -> line.substring(4))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** One as in a pod of that name, as far as the environment tells. */
  Program start(String pod) {
    return start(pod, NAMESPACE + "/" + LEASE);
  }

  Program start(String pod, String lease) {
    return start(pod, lease, List.of());
  }

  /** With further options. */
  Program start(String pod, String lease, List<String> more) {
    return start(pod, lease, primary.etcd(), more);
  }

  /** Of another primary than the control plane, with further options. */
  Program start(String pod, String lease, String endpoint, List<String> more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--link",
                LINK,
                "--primary",
                endpoint,
                "--standby",
                standby.etcd(),
                "--standby-kubeconfig",
                kubeconfig.toString(),
                "--lease",
                lease));
    arguments.addAll(more);
    Program program =
        Program.start(
            pod, arguments, Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "HOSTNAME", pod));
    started.put(pod, program);
    return program;
  }

  /** Starts one and waits until it follows the primary. */
  Program lead(String pod) {
    Program program = start(pod);
    program.await("Acquired leader lease", SOON);
    program.await("Start Sync update revision=", SOON);
    return program;
  }

  /** Starts one and waits until it stands behind another one and has had everything compared. */
  Program follow(String pod, String leader) {
    Program program = start(pod);
    program.await("Start Sync update as a follower leader=" + leader, SOON);
    program.await("Verified by the leader clean=yes", SOON);
    return program;
  }

  String holder() {
    return standby
        .kubectl()
        .run(
            "get",
            "lease",
            LEASE,
            "--namespace=" + NAMESPACE,
            "--output=jsonpath={.spec.holderIdentity}");
  }

  /**
   * Creates objects on the primary, one after the other, until one that was created after the call
   * is seen at the standby, and returns how long that took.
   */
  Duration untilNextChange(Duration atMost) {
    long begin = System.nanoTime();
    List<String> keys = new ArrayList<>();
    Await.until(
        "something new comes to the standby",
        atMost,
        () -> {
          keys.add(create());
          return keys.stream().anyMatch(key -> arrivals.of(key).isPresent());
        },
        this::evidence);
    long first =
        keys.stream()
            .flatMap(key -> arrivals.of(key).stream())
            .mapToLong(Long::longValue)
            .min()
            .orElseThrow();
    return Duration.ofNanos(first - begin);
  }

  /**
   * The same while the leader is still at work: the first change that the next one has applied. It
   * is told by the epoch that the standby's etcd hears of before.
   */
  Duration untilNextChangeOf(Program next, Duration atMost) {
    long begin = System.nanoTime();
    long epoch = epoch();
    Await.until(
        "the next one claims",
        atMost,
        () -> {
          create();
          return epoch() > epoch;
        },
        this::evidence);
    Duration claimed = Duration.ofNanos(System.nanoTime() - begin);
    next.expectAlive();
    return claimed.plus(untilNextChange(atMost));
  }

  private String create() {
    String name = "c-" + CREATED.incrementAndGet();
    primary.api().create(Templates.plain(Resource.CONFIG_MAP, "race", name));
    return MAPS + name;
  }

  /** Waits until the standby has all that the primary has, byte by byte. */
  void awaitEqual() {
    Await.until(
        "both have the same", SOON, () -> maps(primary).equals(maps(standby)), this::evidence);
  }

  private static Map<String, String> maps(ControlPlane plane) {
    Map<String, String> found = new TreeMap<>();
    Json.parse(plane.etcdctl().run("get", "--prefix", MAPS, "-w", "json"))
        .path("kvs")
        .forEach(kv -> found.put(kv.path("key").asText(), kv.path("value").asText()));
    return found;
  }

  /** Fails if anybody published or claimed anything after a later epoch had begun. */
  void expectOneWriterAtATime() {
    long epoch = 0;
    String holder = "";
    for (Arrivals.Epoch said : arrivals.epochs()) {
      if (said.epoch() < epoch || (said.epoch() == epoch && !said.holder().equals(holder))) {
        throw new AssertionError(said + " was said in " + epoch + " of " + holder);
      }
      epoch = said.epoch();
      holder = said.holder();
    }
  }

  /** How many times the link has been claimed. */
  long epoch() {
    return arrivals.epochs().stream().mapToLong(Arrivals.Epoch::epoch).max().orElse(0);
  }

  String evidence() {
    StringBuilder all = new StringBuilder();
    started.values().forEach(program -> all.append(program.evidence()).append('\n'));
    return all.append(standby.evidence()).toString();
  }

  /** Forgets the link and its lease. */
  void forget() {
    standby.etcdctl().deletePrefix(OWN);
    standby.kubectl().run("delete", "leases", "--all", "--namespace=" + NAMESPACE, "--wait=true");
  }

  /** Ends all; their logs stay. */
  @Override
  public void close() {
    started.forEach((pod, program) -> {
      program.close();
      Folders.write(standby.folder().resolve(pod + ".log"), program.log() + "\n");
    });
    arrivals.close();
  }
}
