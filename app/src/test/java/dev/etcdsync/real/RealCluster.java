package dev.etcdsync.real;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A real etcd cluster of one or three members on this machine. */
final class RealCluster implements AutoCloseable {
  private static final String ROOT = "root:root-secret";
  private static final String ROLE = "etcd-sync";
  private static final String USER = "etcd-sync:user-secret";
  private static final String OTHER_USER = "etcd-sync-2:other-secret";
  private static final Duration START = Duration.ofSeconds(30);

  private final Builder options;
  private final Path folder;
  private final List<EtcdMember> members = new ArrayList<>();
  private boolean authEnabled;
  private String user = USER;

  private RealCluster(Builder options) {
    this.options = options;
    this.folder = Folders.temporary(options.name);
  }

  /** What a cluster shall be; every option has a plain default. */
  static final class Builder {
    private final String name;
    private EtcdBinaries binaries = EtcdBinaries.V36;
    private int members = 1;
    private String host = "127.0.0.1";
    private Certificates certificates;
    private boolean auth;
    private String token = "etcd-sync-test";
    private RealCluster portsOf;
    private boolean otherName;
    private final List<String> flags = new ArrayList<>();

    private Builder(String name) {
      this.name = name;
    }

    Builder version(EtcdBinaries chosen) {
      binaries = chosen;
      return this;
    }

    Builder members(int count) {
      members = count;
      return this;
    }

    /** Serve clients at the IPv6 loopback address. */
    Builder ipv6() {
      host = "[::1]";
      return this;
    }

    /** Mutual TLS at the advertised address. */
    Builder tls(Certificates chosen) {
      certificates = chosen;
      return this;
    }

    /** The server's certificate does not name its address: etcdctl does not check it then. */
    Builder certificateForAnotherName() {
      otherName = true;
      return this;
    }

    /** Users and passwords. */
    Builder auth() {
      auth = true;
      return this;
    }

    /** The token that goes into the cluster's id. */
    Builder token(String chosen) {
      token = chosen;
      return this;
    }

    /** The same addresses as another cluster's, which must not run at the same time. */
    Builder portsOf(RealCluster other) {
      portsOf = other;
      return this;
    }

    Builder flag(String flag) {
      flags.add(flag);
      return this;
    }

    RealCluster start() {
      RealCluster cluster = create();
      cluster.startAll();
      return cluster;
    }

    /** Without starting it. */
    RealCluster create() {
      RealCluster cluster = new RealCluster(this);
      cluster.createMembers();
      return cluster;
    }
  }

  static Builder named(String name) {
    return new Builder(name);
  }

  private void createMembers() {
    for (int i = 0; i < options.members; i++) {
      EtcdMember same = options.portsOf == null ? null : options.portsOf.members.get(i);
      members.add(
          new EtcdMember(
              this,
              "m" + i,
              folder,
              same == null ? Ports.free() : same.clientPort(),
              same == null ? Ports.free() : same.plainPort(),
              same == null ? Ports.free() : same.peerPort()));
    }
  }

  /** Starts what does not run and waits until the cluster serves. */
  void startAll() {
    launch();
    awaitServing();
    if (options.auth && !authEnabled) {
      enableAuth();
    }
  }

  /** Starts what does not run, without waiting. */
  void launch() {
    members.stream().filter(member -> !member.alive()).forEach(EtcdMember::start);
  }

  void killAll() {
    members.forEach(EtcdMember::kill);
  }

  /** Waits until every member answers a read through quorum. */
  void awaitServing() {
    for (EtcdMember member : members) {
      Etcdctl one = etcdctl(member.endpoint());
      Await.until(
          member.name() + " of " + options.name + " serves",
          START,
          () -> one.succeeds(Duration.ofSeconds(6), "endpoint", "health"),
          this::logs);
    }
  }

  private void enableAuth() {
    Etcdctl before = etcdctl();
    before.run("user", "add", ROOT);
    before.run("user", "grant-role", "root", "root");
    before.run("user", "add", USER);
    before.run("role", "add", ROLE);
    before.run("user", "grant-role", name(USER), ROLE);
    before.run("auth", "enable");
    authEnabled = true;
  }

  /** Lets the program's user read, write or both under a prefix. */
  void grant(String permission, String prefix) {
    etcdctl().run("role", "grant-permission", "etcd-sync", "--prefix", permission, prefix);
  }

  void revoke(String prefix) {
    etcdctl().run("role", "revoke-permission", "etcd-sync", "--prefix", prefix);
  }

  String host() {
    return options.host;
  }

  EtcdMember member(int index) {
    return members.get(index);
  }

  int size() {
    return members.size();
  }

  /**
   * How many reads and transactions the members have answered, by etcd's own count.
   *
   * @param method of etcd's KV service, or "" for all of them
   * @param code of gRPC, or "" for all of them
   */
  long answered(String method, String code) {
    return members.stream()
        .flatMap(member -> metrics(member).lines())
        .filter(line -> line.startsWith("grpc_server_handled_total{"))
        .filter(line -> line.contains("grpc_service=\"etcdserverpb.KV\""))
        .filter(line -> line.contains("grpc_method=\"" + method))
        .filter(line -> line.contains("grpc_code=\"" + code))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static String metrics(EtcdMember member) {
    URI address = URI.create(member.plainEndpoint() + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** etcd's id of this cluster. */
  String id() {
    return etcdctl().json("endpoint", "status").get(0).at("/Status/header/cluster_id").asText();
  }

  /** The index of the member that leads. */
  int leader() {
    for (int i = 0; i < members.size(); i++) {
      JsonNode status =
          etcdctl(members.get(i).endpoint()).json("endpoint", "status").get(0).path("Status");
      if (status.path("leader").asText().equals(status.path("header").path("member_id").asText())) {
        return i;
      }
    }
    throw new IllegalStateException(options.name + " has no leader");
  }

  String endpoints() {
    return members.stream().map(EtcdMember::endpoint).collect(Collectors.joining(","));
  }

  /** The addresses without TLS, which every cluster has for the load of the tests. */
  String plainEndpoints() {
    return members.stream().map(EtcdMember::plainEndpoint).collect(Collectors.joining(","));
  }

  Etcdctl etcdctl() {
    return etcdctl(endpoints());
  }

  /** By the addresses without TLS: for what outlives an exchange of certificates. */
  Etcdctl plainEtcdctl() {
    return etcdctl(plainEndpoints());
  }

  Etcdctl etcdctl(String endpoints) {
    List<String> security = new ArrayList<>();
    if (endpoints.startsWith("https:")) {
      security.add("--cacert=" + options.certificates.ca());
      security.add("--cert=" + options.certificates.clientCertificate());
      security.add("--key=" + options.certificates.clientKey());
      if (options.otherName) {
        security.add("--insecure-skip-tls-verify");
      }
    }
    if (authEnabled) {
      security.add("--user=" + ROOT);
    }
    return new Etcdctl(options.binaries.etcdctl(), endpoints, security);
  }

  /** Root's name and password for a client of the test's own, empty without auth. */
  List<String> rootCredentials() {
    return authEnabled ? List.of(ROOT.split(":", 2)) : List.of();
  }

  /** The program's options for this cluster on a side, primary or standby. */
  List<String> options(String side, String urls) {
    List<String> made = new ArrayList<>(List.of("--" + side, urls));
    if (options.certificates != null) {
      made.addAll(List.of("--" + side + "-ca", options.certificates.ca().toString()));
      made.addAll(
          List.of("--" + side + "-cert", options.certificates.clientCertificate().toString()));
      made.addAll(List.of("--" + side + "-key", options.certificates.clientKey().toString()));
    }
    if (options.auth) {
      made.addAll(List.of("--" + side + "-credentials", writeCredentials().toString()));
    }
    return made;
  }

  private Path writeCredentials() {
    return Folders.write(folder.resolve("credentials"), user + "\n");
  }

  /** Puts another user with the same rights into the program's credentials file. */
  void changeUser() {
    etcdctl().run("user", "add", OTHER_USER);
    etcdctl().run("user", "grant-role", name(OTHER_USER), ROLE);
    user = OTHER_USER;
    writeCredentials();
  }

  /** Takes away the user that was in the credentials file first. */
  void deleteFirstUser() {
    etcdctl().run("user", "delete", name(USER));
  }

  private static String name(String credentials) {
    return credentials.substring(0, credentials.indexOf(':'));
  }

  /** Saves a snapshot, for {@link #restore}. */
  Path snapshot() {
    Path file = folder.resolve("snapshot.db");
    Folders.delete(file);
    etcdctl(members.getFirst().endpoint()).run("snapshot", "save", file.toString());
    return file;
  }

  /** Puts the state of a snapshot in place of every member's data; starts nothing. */
  void restore(Path snapshot) {
    for (EtcdMember member : members) {
      member.wipe();
      List<String> command =
          List.of(
              options.binaries.etcdutl().toString(),
              "snapshot",
              "restore",
              snapshot.toString(),
              "--name=" + member.name(),
              "--data-dir=" + member.data(),
              "--initial-cluster=" + initialCluster(),
              "--initial-cluster-token=" + token(),
              "--initial-advertise-peer-urls=http://127.0.0.1:" + member.peerPort());
      Path log = folder.resolve("restore.log");
      if (Child.logging(command, log).exit(START).orElse(-1) != 0) {
        throw new IllegalStateException("restore failed: " + Folders.tail(log, 20));
      }
    }
  }

  /** Changes an option of the servers, from their next start on. */
  void replaceFlag(String before, String after) {
    if (!options.flags.remove(before)) {
      throw new IllegalArgumentException("never given: " + before);
    }
    options.flags.add(after);
  }

  /** Kills all members and puts their data aside: started again, they are new at their address. */
  void setAside() {
    killAll();
    for (EtcdMember member : members) {
      Folders.move(member.data(), aside(member));
    }
  }

  /** Brings back what was put aside, in place of what is there; starts nothing. */
  void bringBack() {
    for (EtcdMember member : members) {
      member.wipe();
      Folders.move(aside(member), member.data());
    }
  }

  private Path aside(EtcdMember member) {
    return folder.resolve(member.name() + ".aside");
  }

  /** Makes space after NOSPACE: compaction, defragmentation, the alarm disarmed. */
  void makeSpace() {
    Etcdctl etcdctl = etcdctl();
    etcdctl.compact(etcdctl.revision());
    for (EtcdMember member : members) {
      etcdctl(member.endpoint()).run("defrag", "--command-timeout=30s");
    }
    etcdctl.run("alarm", "disarm");
  }

  /** The end of every member's log. */
  String logs() {
    return members.stream()
        .map(member -> "-- " + options.name + " " + member.name() + "\n" + warnings(member))
        .collect(Collectors.joining("\n"));
  }

  private static String warnings(EtcdMember member) {
    return Folders.tail(member.log(), 200)
        .lines()
        .filter(line -> !line.contains("\"level\":\"info\""))
        .map(line -> Text.shorten(line, 300))
        .collect(Collectors.joining("\n"));
  }

  EtcdBinaries binaries() {
    return options.binaries;
  }

  String scheme() {
    return options.certificates == null ? "http" : "https";
  }

  String token() {
    return options.token;
  }

  String initialCluster() {
    return members.stream().map(EtcdMember::peer).collect(Collectors.joining(","));
  }

  List<String> serverFlags() {
    List<String> flags = new ArrayList<>();
    // A single member waits for nobody: it may elect itself at once.
    if (options.members == 1) {
      flags.addAll(List.of("--heartbeat-interval=10", "--election-timeout=100"));
    }
    if (options.certificates != null) {
      flags.addAll(
          List.of(
              "--cert-file=" + options.certificates.serverCertificate(),
              "--key-file=" + options.certificates.serverKey(),
              "--trusted-ca-file=" + options.certificates.ca(),
              "--client-cert-auth"));
    }
    flags.addAll(options.flags);
    return flags;
  }

  @Override
  public void close() {
    killAll();
    Folders.delete(folder);
  }
}
