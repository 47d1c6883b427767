package dev.etcdsync.preflight;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.etcd.ServerStatus;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.guard.Preflight;
import dev.etcdsync.kube.ScopeTable;
import dev.etcdsync.kube.ServiceAddresses;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at all of it, once. Used by one thread. */
public final class Inspection {
  private static final List<String> WORKLOADS =
      List.of(
          "deployments",
          "statefulsets",
          "daemonsets",
          "persistentvolumeclaims",
          "cronjobs",
          "jobs");

  private final Etcd primary;
  private final Etcd standby;
  private final LinkKeys keys;
  private final ScopeTable table;
  private final Key registryPrefix;
  private final Answers answers;
  private final Connections connections;
  private final List<Line> lines = new ArrayList<>();

  public Inspection(
      Etcd primary,
      Etcd standby,
      LinkKeys keys,
      ScopeTable table,
      Key registryPrefix,
      Answers answers,
      Clock clock) {
    this.primary = primary;
    this.standby = standby;
    this.keys = keys;
    this.table = table;
    this.registryPrefix = registryPrefix;
    this.answers = answers;
    this.connections =
        new Connections(answers, clock, new Preflight(answers, new Documents(), keys));
  }

  /** What the given certificates are worth at this moment. */
  public void certificates(ClusterAddress address, Clock clock) {
    lines.addAll(new Certificates(clock.now()).of(address));
  }

  /**
   * Asks each endpoint by itself.
   *
   * @param endpoints by their names
   */
  public void endpoints(Side side, Map<String, Etcd> endpoints) {
    lines.addAll(connections.endpoints(side, endpoints));
  }

  /** Everything else; what fails for want of an answer is a failed line. */
  public Report report() {
    part("clusters", this::clusters);
    part(
        "latency",
        () ->
            List.of(
                connections.latency(Side.PRIMARY, primary, registryPrefix),
                connections.latency(Side.STANDBY, standby, registryPrefix)));
    part("space", () -> List.of(space(Side.PRIMARY, primary), space(Side.STANDBY, standby)));
    part("rights", this::rights);
    lines.add(
        Line.warn(
            "clocks",
            "whether they agree is not known: etcd tells no time",
            "compare date on both sides: how old the standby is, is told by the leader's clock"));
    part("contents", this::contents);
    return new Report(lines);
  }

  private void part(String about, Supplier<List<Line>> part) {
    try {
      lines.addAll(part.get());
    } catch (EtcdException e) {
      lines.add(
          Line.fail(
              about,
              "the %s's etcd gives no answer: %s".formatted(e.side(), e.getMessage()),
              e.failure() == Failure.NO_PERMISSION
                  ? "give the user the rights that docs/operations.md lists"
                  : "look at that etcd"));
    }
  }

  private List<Line> clusters() {
    ServerStatus there = answers.await(Side.PRIMARY, primary.status());
    ServerStatus here = answers.await(Side.STANDBY, standby.status());
    return new Clusters(primary, standby, keys, answers).lines(there, here);
  }

  private Line space(Side side, Etcd etcd) {
    String about = side + " space";
    return answers
        .await(side, etcd.space())
        .map(space ->
            Line.warn(
                about,
                "the largest member has a file of %,.1f MiB, %,.1f MiB of it in use; its quota is not known"
                    .formatted(space.file() / 1048576.0, space.used() / 1048576.0),
                "compare with its --quota-backend-bytes (2 GiB if it has none)"))
        .orElseGet(() -> Line.warn(about, "not known", "look at etcdctl endpoint status"));
  }

  private List<Line> rights() {
    return List.of(
        right(Side.PRIMARY, primary, registryPrefix, ""),
        right(Side.PRIMARY, primary, keys.fence(), ""),
        right(Side.STANDBY, standby, registryPrefix, WRITES),
        right(Side.STANDBY, standby, keys.fence(), WRITES));
  }

  private static final String WRITES =
      "; whether it can be written there is not known without writing";

  private Line right(Side side, Etcd etcd, Key key, String more) {
    String about = side + " rights";
    try {
      var _ = answers.await(side, etcd.get(List.of(key), 0));
      return Line.pass(about, "%s can be read%s".formatted(key, more));
    } catch (EtcdException e) {
      if (e.failure() != Failure.NO_PERMISSION) {
        throw e;
      }
      return Line.fail(
          about,
          "%s cannot be read: %s".formatted(key, e.getMessage()),
          "give the user the rights that docs/operations.md lists");
    }
  }

  private List<Line> contents() {
    BothSides sides = BothSides.list(primary, standby, table, registryPrefix, answers);
    List<Line> found = new ArrayList<>(new Samples(primary, answers).lines(sides));
    found.add(workloads(sides));
    found.add(
        new Ownership(primary, standby, table, registryPrefix, answers).line(sides.staying()));
    found.add(addresses(sides));
    return found;
  }

  private static Line workloads(BothSides sides) {
    List<String> parts = new ArrayList<>();
    for (String resource : WORKLOADS) {
      Optional.ofNullable(sides.resources().get(resource))
          .ifPresent(it ->
              parts.add(
                  "%,d %s%s"
                      .formatted(
                          it.keys(),
                          resource,
                          it.held() > 0 ? " (%,d held)".formatted(it.held()) : "")));
    }
    return parts.isEmpty()
        ? Line.pass("workloads", "nothing in scope that the standby would run")
        : Line.warn(
            "workloads",
            "the standby will have, and run what is not held: " + String.join(", ", parts),
            "see that its nodes and its storage can take them, or take them out of scope");
  }

  private Line addresses(BothSides sides) {
    Map<String, Key> taken = new HashMap<>();
    new FewAtATime(standby, Side.STANDBY, answers)
        .read(
            sides.stayingServices(),
            0,
            (entry, position) ->
                entry.ifPresent(it ->
                    ServiceAddresses.of(it.value())
                        .ifPresent(all -> all.forEach(address -> taken.put(address, it.key())))));
    List<String> conflicts = new ArrayList<>();
    new FewAtATime(primary, Side.PRIMARY, answers)
        .read(
            sides.services(),
            0,
            (entry, position) ->
                entry.ifPresent(it -> {
                  for (String address : ServiceAddresses.of(it.value()).orElse(List.of())) {
                    Optional.ofNullable(taken.get(address))
                        .filter(key -> !key.equals(it.key()))
                        .ifPresent(key ->
                            conflicts.add("%s: %s and %s".formatted(address, it.key(), key)));
                  }
                }));
    return conflicts.isEmpty()
        ? Line.pass("service addresses", "no cluster IP in scope is taken on the standby")
        : Line.fail(
                "service addresses",
                "%,d cluster IPs in scope are taken by Services of the standby's own"
                    .formatted(conflicts.size()),
                "delete those Services on the standby, or take the others out of scope")
            .with(conflicts);
  }
}
