package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Certificates: another name than the address, exchanged while running, not trusted. */
class TlsIT extends RealTest {
  @Test
  void theServersNameCanBeGiven() {
    Certificates named = certificates("san=dns:etcd.vip");
    Rig rig = start(Rig.builder().primary(p -> p.tls(named).certificateForAnotherName()));
    rig.workload(seed()).load(100);
    Program nameless = rig.run("--request-timeout", "1s");
    nameless.await("Retrying side=primary", Rig.SOON);
    Await.hold(Duration.ofSeconds(2));
    nameless.expectAlive();
    assertThat(nameless.find("Start Sync update", 0)).isEmpty();
    nameless.terminate();

    Program program = rig.run("--primary-server-name", "etcd.vip");
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  @Test
  void anEndpointMayBeAnIpv6Address() {
    Certificates named = certificates("san=ip:0:0:0:0:0:0:0:1,ip:127.0.0.1");
    Rig rig = start(Rig.builder().primary(p -> p.ipv6().tls(named)).standby(s -> s.ipv6()));
    rig.workload(seed()).load(100);
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  @Test
  void certificatesAreReadAgainWhenTheyChange() {
    Path folder = Folders.temporary("certificates");
    open(() -> Folders.delete(folder));
    Certificates first = Certificates.in(folder);
    Rig rig =
        start(
            Rig.builder()
                .options("--request-timeout", "1s", "--watchdog", "2s")
                .standby(s -> s.tls(first)));
    Workload load = rig.workload(seed());
    load.load(100);
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);

    rig.standby().killAll();
    // Another authority, at the same paths.
    Certificates.in(folder);
    rig.standby().startAll();
    load.load(0, 50);
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  @Test
  void aNewClientCertificateIsTakenWhileTheServersLive() {
    Certificates primary = certificates();
    Certificates standby = certificates();
    Rig rig = start(Rig.builder().primary(p -> p.tls(primary)).standby(s -> s.tls(standby)));
    Workload load = rig.workload(seed());
    load.load(100);
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    for (Certificates renewed : List.of(primary, standby)) {
      int mark = program.mark();
      renewed.renewClient();
      program.await("Reconnecting reason=\"certificate", mark, Rig.SOON);
      program.await("Start Sync update", mark, Rig.SOON);
      load.load(0, 50);
      rig.awaitLevel(program);
    }
    rig.expectEqual();
    assertThat(program.count("Copy started")).isEqualTo(1);
  }

  @Test
  void newCredentialsAreTakenWhileTheServersLive() {
    Rig rig =
        start(Rig.builder().primary(RealCluster.Builder::auth).standby(RealCluster.Builder::auth));
    Workload load = rig.workload(seed());
    load.load(100);
    Program program = rig.run();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    for (RealCluster cluster : List.of(rig.primary(), rig.standby())) {
      int mark = program.mark();
      cluster.changeUser();
      program.await("Reconnecting reason=\"certificate", mark, Rig.SOON);
      program.await("Start Sync update", mark, Rig.SOON);
      cluster.deleteFirstUser();
      load.load(0, 50);
      rig.awaitLevel(program);
    }
    rig.expectEqual();
    assertThat(program.count("Copy started")).isEqualTo(1);
  }

  @Test
  void anAuthorityOfTheSystemsTrustStoreIsTrusted() {
    Certificates servers = certificates();
    Rig rig = start(Rig.builder().standby(s -> s.tls(servers)));
    rig.workload(seed()).load(100);
    List<String> arguments =
        List.of(
            "run",
            "--link",
            Rig.LINK,
            "--key-prefix",
            Rig.SCOPE,
            "--scope-prefixes-in",
            Rig.SCOPE,
            "--primary",
            rig.primary().endpoints(),
            "--standby",
            rig.standby().endpoints(),
            "--standby-cert",
            servers.clientCertificate().toString(),
            "--standby-key",
            servers.clientKey().toString());
    Program program =
        open(
            Program.start(
                "program", arguments, Map.of("JAVA_TOOL_OPTIONS", servers.trustStoreOptions())));
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  @Test
  void anAuthorityThatNobodyNamedIsNotTrusted() {
    Program program = writesNothing(List.of());
    // A handshake that takes longer than a request may is told first.
    Await.until(
        "the log says why",
        Rig.SOON,
        () ->
            Stream.of("PKIX", "certificat", "Certificat")
                .anyMatch(word -> program.find(word, 0).isPresent()),
        program::evidence);
  }

  @Test
  void aServerThatIsNotTrustedIsNotWrittenTo() {
    writesNothing(List.of("--standby-ca", certificates().ca().toString()));
  }

  /** Nothing is written to a standby with a certificate of its own. */
  private Program writesNothing(List<String> trust) {
    Certificates servers = certificates();
    Rig rig = start(Rig.builder().standby(s -> s.tls(servers)));
    rig.workload(seed()).load(100);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--primary",
                rig.primary().endpoints(),
                "--standby",
                rig.standby().endpoints(),
                "--request-timeout",
                "1s"));
    arguments.addAll(trust);
    Program program = open(Program.start("program", arguments));
    program.await("Retrying side=standby", Rig.SOON);
    Await.hold(Duration.ofSeconds(2));
    program.expectAlive();
    assertThat(rig.standby().etcdctl().under("").keys()).isEmpty();
    return program;
  }
}
