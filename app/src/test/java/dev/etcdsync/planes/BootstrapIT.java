package dev.etcdsync.planes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.real.Certificates;
import dev.etcdsync.real.Folders;
import dev.etcdsync.real.Ports;
import dev.etcdsync.real.Program;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Bootstrap between two real apiservers, with cert-manager's own controllers and the rights that
 * the manual gives on either side.
 */
@Tag("planes")
@Tag("cert-manager")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BootstrapIT {
  private static final String HERE = "--namespace=cpaas-system";
  private static final String TOKEN_SECRET = "etcd-sync-active-cluster-token";

  private ControlPlane primary;
  private ControlPlane standby;
  private CertManager certManager;
  private Path kubeconfig;
  private Path cleanupKubeconfig;
  private String token = "";
  private int authorities;

  @BeforeAll
  void start() throws Exception {
    CompletableFuture<ControlPlane> other =
        CompletableFuture.supplyAsync(() -> ControlPlane.withoutControllers("bootstrap-primary"));
    standby = ControlPlane.withoutControllers("bootstrap-standby");
    primary = other.join();
    for (ControlPlane plane : List.of(primary, standby)) {
      plane.kubectl().run("create", "namespace", "cpaas-system");
    }
    certManager = new CertManager(standby.kubectl(), standby.kubeconfig(), standby.folder());

    primary.kubectl().run("apply", "--filename=" + manual("primary"));
    token =
        primary.kubectl().run("create", "token", "etcd-sync-reader", "--duration=1h", HERE).strip();
    standby.kubectl().run("apply", "--filename=" + manual("standby"));
    kubeconfig = account("etcd-sync-bootstrap");
    cleanupKubeconfig = account("etcd-sync-cleanup");
  }

  /** Makes an account that the manual gives rights; returns a kubeconfig of it. */
  private Path account(String name) {
    standby.kubectl().run("create", "serviceaccount", name, HERE);
    String its = standby.kubectl().run("create", "token", name, "--duration=1h", HERE).strip();
    return standby.kubeconfig(its, name + ".kubeconfig");
  }

  /** The block of docs/operations.md with the rights at one side. */
  private Path manual(String side) {
    return Folders.write(standby.folder().resolve("of-" + side + ".yaml"), RightsManual.of(side));
  }

  @AfterAll
  void end() {
    if (certManager != null) {
      certManager.close();
    }
    if (standby != null) {
      standby.close();
    }
    if (primary != null) {
      primary.close();
    }
  }

  @BeforeEach
  void aTokenAndACa() throws IOException {
    removeAll();
    newAuthority();
    giveToken(token, primary.folder().resolve("certificates/apiserver.crt"));
  }

  private Program.Ended removeAll() {
    Program.Ended ended = remove();
    // It stays, and the next test is another installation.
    standby.kubectl().run("delete", "configmap", "remote-etcd-trust", "--ignore-not-found", HERE);
    collectGarbage();
    return ended;
  }

  /** There is no garbage collector here, and cert-manager gives the next request the same name. */
  private void collectGarbage() {
    standby.kubectl().run("delete", "certificaterequests", "--all", HERE);
  }

  private Certificates newAuthority() {
    return newAuthority(primary);
  }

  private Certificates newAuthority(ControlPlane plane) {
    Certificates certificates =
        Certificates.in(primary.folder().resolve("authority-" + authorities++));
    plane.kubectl().run("delete", "secret", "etcd-ca", "--ignore-not-found", HERE);
    plane
        .kubectl()
        .run(
            "create",
            "secret",
            "tls",
            "etcd-ca",
            "--cert=" + certificates.ca(),
            "--key=" + certificates.caKey(),
            HERE);
    return certificates;
  }

  private void giveToken(String text, Path... ca) {
    standby.kubectl().run("delete", "secret", TOKEN_SECRET, "--ignore-not-found", HERE);
    List<String> command =
        new ArrayList<>(
            List.of(
                "create", "secret", "generic", TOKEN_SECRET, "--from-literal=token=" + text, HERE));
    for (Path file : ca) {
      command.add("--from-file=ca.crt=" + file);
    }
    standby.kubectl().run(command.toArray(String[]::new));
  }

  private Program.Ended bootstrap(String... options) {
    return bootstrap(kubeconfig, options);
  }

  private Program.Ended remove(String... options) {
    List<String> all = new ArrayList<>(List.of("--remove"));
    all.addAll(List.of(options));
    return bootstrap(cleanupKubeconfig, all.toArray(String[]::new));
  }

  private Program.Ended bootstrap(Path as, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("bootstrap", HERE, "--standby-kubeconfig", as.toString()));
    arguments.addAll(List.of(options));
    Program.Ended ended = Program.run(arguments);
    assertThat(ended.out() + ended.err()).doesNotContain(token, "PRIVATE KEY");
    return ended;
  }

  private Program.Ended bootstrapOfPrimary(String... options) {
    List<String> all = new ArrayList<>(List.of("--apiserver", primary.url()));
    all.addAll(List.of(options));
    return bootstrap(all.toArray(String[]::new));
  }

  private static void expect(Program.Ended ended, int exit, String... words) {
    assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(exit);
    assertThat(ended.err().lines().filter(line -> line.startsWith("etcd-sync: "))).hasSize(1);
    assertThat(ended.err()).contains(words);
  }

  private void expectDone(Program.Ended ended) {
    assertThat(ended.exit())
        .as(
            ended.out()
                + ended.err()
                + Folders.tail(standby.folder().resolve("cert-manager.log"), 30))
        .isZero();
  }

  private String entry(String secret, String key) {
    String base64 =
        standby
            .kubectl()
            .run(
                "get",
                "secret",
                secret,
                HERE,
                "--output=jsonpath={.data." + key.replace(".", "\\.") + "}");
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
  }

  private X509Certificate client() throws Exception {
    return client("remote-etcd-client");
  }

  private X509Certificate client(String secret) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(
                    entry(secret, "tls.crt").getBytes(StandardCharsets.US_ASCII)));
  }

  private static X509Certificate certificate(Path file) throws Exception {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private String objects() {
    return standby
        .kubectl()
        .run("get", "certificates,issuers,secrets,configmaps", HERE, "--output=name");
  }

  @Test
  void aCertificateIsIssuedAndAnotherRunChangesNothing() throws Exception {
    Certificates authority = newAuthority();
    expectDone(bootstrapOfPrimary());
    X509Certificate first = client();
    first.verify(certificate(authority.ca()).getPublicKey());
    assertThat(first.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(entry("remote-etcd-client", "ca.crt"))
        .isEqualToIgnoringWhitespace(Files.readString(authority.ca()));
    assertThat(objects())
        .contains(
            "certificate.cert-manager.io/remote-etcd-client",
            "issuer.cert-manager.io/remote-etcd-issuer",
            "secret/remote-etcd-ca");
    expectDone(bootstrapOfPrimary());
    assertThat(client()).isEqualTo(first);
  }

  @Test
  void anotherCaMakesAnotherCertificate() throws Exception {
    expectDone(bootstrapOfPrimary());
    X509Certificate first = client();
    Certificates authority = newAuthority();
    expectDone(bootstrapOfPrimary());
    assertThat(client()).isNotEqualTo(first);
    client().verify(certificate(authority.ca()).getPublicKey());
  }

  @Test
  void whatAnotherInstallationHasMadeStays() {
    expectDone(bootstrapOfPrimary());
    Program.Ended ended = remove("--owner", "edge-sync");
    expectDone(ended);
    assertThat(ended.out()).doesNotContain("Deleted: ");
    assertThat(objects()).contains("secret/remote-etcd-client", "secret/remote-etcd-ca");
  }

  /** The account that makes it, and is there while it installs. */
  @Test
  void whoMayMakeMayNotDelete() {
    expectDone(bootstrapOfPrimary());
    expect(
        bootstrap("--remove"),
        6,
        "does not let us delete Certificate remote-etcd-client in the namespace cpaas-system");
    assertThat(objects()).contains("secret/remote-etcd-client", "secret/remote-etcd-ca");
  }

  /** Somebody else's cert-manager makes the Secret, now or soon. */
  @Test
  void aCertificateOfSomebodyElseIsUsedAsItIs() {
    String certificate =
        """
        apiVersion: cert-manager.io/v1
        kind: Certificate
        metadata: {name: remote-etcd-client, namespace: cpaas-system}
        spec:
          secretName: remote-etcd-client
          commonName: somebody
          issuerRef: {group: cert-manager.io, kind: Issuer, name: somebody}
        """;
    standby
        .kubectl()
        .run(
            "apply",
            "--filename=" + Folders.write(standby.folder().resolve("theirs.yaml"), certificate));
    try {
      Program.Ended ended = bootstrapOfPrimary();
      expectDone(ended);
      assertThat(ended.out()).contains("is made by somebody else", "it is used as it is");
      expectDone(remove());
      assertThat(objects())
          .contains("certificate.cert-manager.io/remote-etcd-client")
          .doesNotContain("remote-etcd-ca", "remote-etcd-issuer");
    } finally {
      standby.kubectl().run("delete", "certificate", "remote-etcd-client", HERE);
    }
  }

  @Test
  void whatWasMadeIsRemovedAndNothingElse() throws IOException {
    giveToken(token);
    expectDone(bootstrapOfPrimary());
    Program.Ended ended = remove();
    expectDone(ended);
    assertThat(ended.out().lines().filter(line -> line.startsWith("Deleted: "))).hasSize(4);
    assertThat(ended.out()).contains("KEPT: ConfigMap cpaas-system/remote-etcd-trust");
    assertThat(objects().lines().filter(line -> line.contains("/remote-etcd")))
        .containsExactly("configmap/remote-etcd-trust");
    assertThat(objects()).contains("secret/" + TOKEN_SECRET);

    standby
        .kubectl()
        .run("create", "secret", "generic", "remote-etcd-client", "--from-literal=a=b", HERE);
    try {
      Program.Ended left = bootstrapOfPrimary();
      expectDone(left);
      assertThat(left.out()).contains("it is used as it is");
      expectDone(remove());
      assertThat(objects()).contains("secret/remote-etcd-client");
    } finally {
      standby.kubectl().run("delete", "secret", "remote-etcd-client", HERE);
    }
  }

  @Test
  void withoutACaWhoeverAnswersFirstIsPinned() {
    giveToken(token);
    Program.Ended first = bootstrapOfPrimary();
    expectDone(first);
    assertThat(first.out()).contains("WARNING", "public key with the SHA-256");
    assertThat(bootstrapOfPrimary().out()).doesNotContain("WARNING");

    // The standby's own apiserver as somebody who stands between.
    expect(
        bootstrap("--apiserver", standby.url()),
        6,
        "remote-etcd-trust",
        "delete that ConfigMap",
        "somebody stands between");
  }

  @Test
  void whoWasPinnedIsTheOnlyOneBelievedAfterAnUninstallationToo() {
    giveToken(token);
    expectDone(bootstrapOfPrimary());
    expectDone(remove());
    collectGarbage();
    expect(bootstrap("--apiserver", standby.url()), 6, "remote-etcd-trust", "somebody stands");
    Program.Ended again = bootstrapOfPrimary();
    expectDone(again);
    assertThat(again.out()).doesNotContain("WARNING");
  }

  @Test
  void theStandbysOwnCertificateIsMadeBesideAndRemovedWithIt() throws Exception {
    Certificates own = newAuthority(standby);
    expectDone(bootstrapOfPrimary("--standby-ca-secret", "cpaas-system/etcd-ca"));
    X509Certificate first = client("local-etcd-client");
    first.verify(certificate(own.ca()).getPublicKey());
    assertThat(entry("local-etcd-client", "ca.crt"))
        .isEqualToIgnoringWhitespace(Files.readString(own.ca()));
    // Alone, and without a token.
    standby.kubectl().run("delete", "secret", TOKEN_SECRET, HERE);
    expectDone(bootstrap("--standby-ca-secret", "cpaas-system/etcd-ca"));
    assertThat(client("local-etcd-client")).isEqualTo(first);

    Certificates another = newAuthority(standby);
    expectDone(bootstrap("--standby-ca-secret", "cpaas-system/etcd-ca"));
    client("local-etcd-client").verify(certificate(another.ca()).getPublicKey());

    expectDone(remove("--standby-names", "local-etcd"));
    assertThat(objects())
        .doesNotContain("/local-etcd")
        .contains("secret/remote-etcd-client", "secret/etcd-ca");
    standby.kubectl().run("delete", "secret", "etcd-ca", HERE);
    expect(
        bootstrap("--standby-ca-secret", "cpaas-system/etcd-ca"),
        7,
        "This cluster has no Secret cpaas-system/etcd-ca",
        "local-etcd-client yourself");
    expect(
        bootstrap("--standby-ca-secret", "kube-system/etcd-ca"),
        6,
        "does not let us get Secret etcd-ca in the namespace kube-system",
        "HTTP 403");
  }

  @Test
  void theClustersOwnCaIsPinnedWhereEverybodyMayReadIt() throws IOException {
    byte[] ca =
        Files.readAllBytes(primary.folder().resolve("certificates").resolve("apiserver.crt"));
    Path info =
        Folders.write(
            primary.folder().resolve("cluster-info"),
            "clusters:\n- cluster:\n    certificate-authority-data: "
                + Base64.getEncoder().encodeToString(ca)
                + "\n");
    Kubectl kubectl = primary.kubectl();
    String there = "--namespace=kube-public";
    kubectl.run("create", "configmap", "cluster-info", "--from-file=kubeconfig=" + info, there);
    kubectl.run(
        "create",
        "role",
        "info",
        "--verb=get",
        "--resource=configmaps",
        "--resource-name=cluster-info",
        there);
    kubectl.run("create", "rolebinding", "info", "--role=info", "--user=system:anonymous", there);
    try {
      giveToken(token);
      Program.Ended ended = bootstrapOfPrimary();
      expectDone(ended);
      assertThat(ended.out())
          .contains("WARNING", "of the CA that its kube-public/cluster-info has");
    } finally {
      kubectl.run("delete", "configmap", "cluster-info", there);
    }
    expectDone(bootstrapOfPrimary());
  }

  @Test
  void anUpgradeNeedsNoPrimaryThatLivesAndNoTokenThatIsTaken() throws Exception {
    Path ca = primary.folder().resolve("certificates").resolve("apiserver.crt");
    expectDone(bootstrapOfPrimary());
    X509Certificate first = client("remote-etcd-client");
    Program.Ended dead = bootstrap("--apiserver", "https://127.0.0.1:" + Ports.free());
    expectDone(dead);
    assertThat(dead.out()).contains("WARNING", "cannot be reached", "remote-etcd-ca");
    giveToken("wrong", ca);
    Program.Ended refused = bootstrapOfPrimary();
    expectDone(refused);
    assertThat(refused.out()).contains("WARNING", "HTTP 401");
    assertThat(client("remote-etcd-client")).as("nothing is issued anew").isEqualTo(first);
    giveToken(token, standby.folder().resolve("certificates/apiserver.crt"));
    expect(bootstrapOfPrimary(), 6, "is not the one that ca.crt of the Secret");
  }

  @Test
  void everyFailureIsOneSentence() throws IOException {
    Path ca = primary.folder().resolve("certificates").resolve("apiserver.crt");
    expect(bootstrap("--apiserver", "https://127.0.0.1:" + Ports.free()), 4, "cannot be reached");
    expect(
        bootstrap("--apiserver", primary.etcd().replace("http", "https")), 4, "cannot be reached");
    giveToken(token, standby.folder().resolve("certificates/apiserver.crt"));
    expect(bootstrapOfPrimary(), 6, "is not the one that ca.crt of the Secret");
    giveToken("wrong", ca);
    expect(bootstrapOfPrimary(), 6, "HTTP 401");
    primary.kubectl().run("create", "serviceaccount", "nobody", HERE);
    giveToken(primary.kubectl().run("create", "token", "nobody", HERE).strip(), ca);
    expect(bootstrapOfPrimary(), 6, "cpaas-system/etcd-ca", "HTTP 403");
    giveToken(token, ca);
    expect(bootstrapOfPrimary("--ca-secret", "kube-system/etcd-ca"), 6, "HTTP 403");
    primary.kubectl().run("delete", "secret", "etcd-ca", HERE);
    expect(bootstrapOfPrimary(), 7, "no Secret cpaas-system/etcd-ca", "--ca-secret");
    standby.kubectl().run("delete", "secret", TOKEN_SECRET, HERE);
    expect(bootstrapOfPrimary(), 7, "There is no Secret cpaas-system/" + TOKEN_SECRET);
    expect(
        bootstrapOfPrimary("--token-secret", "another"),
        6,
        "does not let us get Secret another",
        "HTTP 403");
    expect(bootstrap(), 2, "--apiserver is missing");
    expect(bootstrap("--apiserver", "10.0.0.100"), 2, "write it like https://10.0.0.100:6443");
  }

  @Test
  void saysThatCertManagerIsMissing() {
    Kubectl kubectl = primary.kubectl();
    kubectl.run("create", "secret", "generic", TOKEN_SECRET, "--from-literal=token=" + token, HERE);
    Program.Ended ended =
        Program.run(
            List.of(
                "bootstrap",
                HERE,
                "--standby-kubeconfig",
                primary.kubeconfig().toString(),
                "--apiserver",
                primary.url()));
    expect(ended, 7, "cert-manager is not installed on this cluster");
  }

  @Test
  void saysThatCertManagerIsSilent() {
    standby.kubectl().run("delete", "issuers,certificates", "--all", HERE);
    certManager.kill();
    expect(bootstrapOfPrimary("--timeout", "3s"), 8, "has not issued the certificate within 3s");
    removeAll();
    certManager.startAgain();
    expectDone(bootstrapOfPrimary());
  }
}
