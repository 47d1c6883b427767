package dev.etcdsync.preflight;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.Etcd.Space;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.etcd.MemberPage;
import dev.etcdsync.etcd.ServerStatus;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.guard.Ownership;
import dev.etcdsync.guard.Preflight;
import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.kube.ServiceAddresses;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.ObjectReader;
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
  private final KubernetesScope scope;
  private final Key registryPrefix;
  private final Optional<ObjectReader> reader;
  private final Answers answers;
  private final Connections connections;
  private final Members members = new Members();
  private final List<Line> lines = new ArrayList<>();

  /**
   * @param reader asks the standby's apiserver; empty: names decide what it can decrypt
   */
  public Inspection(
      Etcd primary,
      Etcd standby,
      LinkKeys keys,
      KubernetesScope scope,
      Optional<ObjectReader> reader,
      Answers answers,
      Clock clock) {
    this.reader = reader;
    this.primary = primary;
    this.standby = standby;
    this.keys = keys;
    this.scope = scope;
    this.registryPrefix = scope.range().from();
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

  /**
   * What a member tells over HTTP.
   *
   * @param name the endpoint's
   * @param page empty if it tells nothing
   */
  public void page(ClusterAddress address, String name, Optional<MemberPage> page, Clock clock) {
    members.add(address.side(), page);
    if (address.encrypted()) {
      lines.add(
          new Certificates(clock.now())
              .ofServer(address.side(), name, page.flatMap(MemberPage::certificateUntil)));
    }
  }

  /** Everything else; what fails for want of an answer is a failed line. */
  public Report report() {
    part("clusters", this::clusters);
    part("link", () -> new ExistingLink(primary, standby, keys, answers).lines());
    part(
        "latency",
        () ->
            List.of(
                connections.latency(Side.PRIMARY, primary, registryPrefix),
                connections.latency(Side.STANDBY, standby, registryPrefix)));
    part("space", this::space);
    part("rights", this::rights);
    lines.add(members.clock(Side.PRIMARY));
    lines.add(members.clock(Side.STANDBY));
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

  /** A standby that was copied to before holds what the primary has. */
  private List<Line> space() {
    Optional<Space> there = answers.await(Side.PRIMARY, primary.space());
    Optional<Space> here = answers.await(Side.STANDBY, standby.space());
    boolean isFirst =
        answers
            .await(Side.STANDBY, standby.get(List.of(keys.checkpoint()), 0))
            .entries()
            .getFirst()
            .isEmpty();
    return List.of(
        members.space(Side.PRIMARY, there, 0),
        members.space(Side.STANDBY, here, isFirst ? there.map(Space::used).orElse(0L) : 0));
  }

  private List<Line> rights() {
    return List.of(
        right(Side.PRIMARY, primary, registryPrefix),
        right(Side.PRIMARY, primary, keys.fence()),
        right(Side.STANDBY, standby, registryPrefix),
        right(Side.STANDBY, standby, keys.fence()));
  }

  private Line right(Side side, Etcd etcd, Key key) {
    String about = side + " rights";
    try {
      var _ = answers.await(side, etcd.get(List.of(key), 0));
      String found = "%s can be read".formatted(key);
      return side == Side.PRIMARY
          ? Line.pass(about, found)
          : Line.warn(
              about,
              found + "; whether it can be written there is not known without writing",
              "compare with the rights that docs/operations.md lists; run parks without them");
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
    BothSides sides = BothSides.list(primary, standby, scope.table(), registryPrefix, answers);
    Samples samples = new Samples(primary, answers);
    List<Line> found = new ArrayList<>(samples.lines(sides));
    found.addAll(new ApiserverLine(reader, standby, answers).of(samples.encrypted()));
    found.add(workloads(sides));
    found.add(
        OwnershipLine.of(new Ownership(primary, standby, scope, answers).look(sides.staying())));
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
