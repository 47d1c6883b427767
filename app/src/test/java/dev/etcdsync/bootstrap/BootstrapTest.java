package dev.etcdsync.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.etcdsync.bootstrap.BootstrapFailure.Reason;
import dev.etcdsync.model.TestCertificates;
import dev.etcdsync.simulation.ManualClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bootstrap does in which order, and what it says when it cannot. */
class BootstrapTest {
  private static final Names NAMES = new Names("remote-etcd");
  private static final ObjectName TOKEN = new ObjectName("cpaas-system", "the-token");
  private static final ObjectName CA = new ObjectName("kube-system", "etcd-ca");
  private static final ObjectName OWN_CA = new ObjectName("kube-system", "own-etcd-ca");
  private static final Names OWN_NAMES = new Names("local-etcd");
  private static final BootstrapRequest.OfPrimary OF_PRIMARY =
      new BootstrapRequest.OfPrimary(URI.create("https://10.0.0.100:6443"), TOKEN, CA, NAMES);
  private static final BootstrapRequest.OfStandby OF_STANDBY =
      new BootstrapRequest.OfStandby(OWN_CA, OWN_NAMES);
  private static final Trust KEY = new Trust.PublicKey("ab12");

  @TempDir static Path folder;

  private static Map<String, String> ca = Map.of();
  private static Map<String, String> otherCa = Map.of();
  private static Map<String, String> noCa = Map.of();

  private final Standby standby = new Standby();
  private final Primary primary = new Primary();
  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void makeCertificates() throws Exception {
    TestCertificates certificates = new TestCertificates(folder);
    ca = entries(certificates.makeAuthority("ca"));
    otherCa = entries(certificates.makeAuthority("other-ca"));
    noCa = entries(certificates.make("leaf", "EC"));
  }

  private static Map<String, String> entries(TestCertificates.Pair pair) throws Exception {
    return Map.of(
        "tls.crt", TestCertificates.pem("CERTIFICATE", pair.certificate().getEncoded()),
        "tls.key", TestCertificates.pem("PRIVATE KEY", pair.key().getEncoded()));
  }

  private void run() {
    run(Optional.of(OF_PRIMARY), Optional.empty());
  }

  private void runOwn() {
    run(Optional.empty(), Optional.of(OF_STANDBY));
  }

  private void run(
      Optional<BootstrapRequest.OfPrimary> ofPrimary,
      Optional<BootstrapRequest.OfStandby> ofStandby) {
    BootstrapRequest request =
        new BootstrapRequest(
            "cpaas-system", "etcd-sync", ofPrimary, ofStandby, Duration.ofSeconds(30));
    new Bootstrap(request, _ -> primary, standby, new ManualClock(), said::add).run();
  }

  private BootstrapFailure failure() {
    return catchThrowableOfType(BootstrapFailure.class, this::run);
  }

  private void expect(Reason reason, String... words) {
    expect(failure(), reason, words);
  }

  private void expectOwn(Reason reason, String... words) {
    expect(catchThrowableOfType(BootstrapFailure.class, this::runOwn), reason, words);
  }

  private static void expect(BootstrapFailure failure, Reason reason, String... words) {
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.sentence()).contains(words).doesNotContain("secret-token");
  }

  @Test
  void makesTheCertificateAndTrustsWhatTheSecretSays() {
    standby.secrets.put("the-token", Map.of("token", " secret-token\n", "ca.crt", "a CA"));
    run();
    assertThat(primary.askedBy).hasValue(new Trust.Ca("a CA"));
    assertThat(standby.configMaps).isEmpty();
    assertThat(standby.secrets).containsKey("remote-etcd-client");
    assertThat(String.join("\n", said))
        .contains("issued, valid until")
        .doesNotContain("WARNING", "secret-token", "PRIVATE KEY");
    said.clear();
    run();
    assertThat(standby.applied).isEqualTo(2);
  }

  @Test
  void recordsWhomItMeetsBeforeTheTokenIsSentAndSaysSo() {
    standby.secrets.put("the-token", Map.of("token", "secret-token"));
    primary.fails = Optional.of(new BootstrapFailure(Reason.REFUSED, "HTTP 401"));
    assertThat(failure().reason()).isEqualTo(Reason.REFUSED);
    assertThat(standby.configMaps.get("remote-etcd-trust"))
        .containsEntry("public-key-sha256", "ab12")
        .containsEntry("server", "https://10.0.0.100:6443");
    assertThat(said).anySatisfy(it -> assertThat(it).startsWith("WARNING").contains("ab12"));

    said.clear();
    primary.fails = Optional.empty();
    primary.meets = new Trust.PublicKey("cd34");
    run();
    assertThat(primary.askedBy).as("not whoever answers now").hasValue(KEY);
    assertThat(said).noneMatch(it -> it.startsWith("WARNING"));
  }

  /** An upgrade runs it again, and the primary may be what has been lost. */
  @Test
  void usesTheCaOnThatItHasKeptWhereThePrimaryIsNotHeard() {
    standby.secrets.put("the-token", Map.of("token", "secret-token", "ca.crt", "x"));
    primary.fails = Optional.of(new PrimaryUnheard(Reason.NO_ANSWER, "It cannot be reached"));
    expect(Reason.NO_ANSWER, "It cannot be reached");
    primary.fails = Optional.empty();
    run();

    primary.fails = Optional.of(new PrimaryUnheard(Reason.REFUSED, "HTTP 401"));
    expectKept("HTTP 401");
    standby.secrets.remove("the-token");
    expectKept("There is no Secret cpaas-system/the-token");

    standby.secrets.put("remote-etcd-ca", noCa);
    expect(Reason.MISSING, "There is no Secret cpaas-system/the-token");
  }

  private void expectKept(String why) {
    said.clear();
    run();
    assertThat(String.join("\n", said))
        .contains("WARNING: " + why, "Secret cpaas-system/remote-etcd-ca", "issued, valid until")
        .doesNotContain("PRIVATE KEY", "secret-token");
  }

  /** It has been heard, and what it says is not to be passed over. */
  @Test
  void doesNotUseTheKeptCaInPlaceOfAStrangersOrABrokenOne() {
    standby.secrets.put("the-token", Map.of("token", "secret-token", "ca.crt", "x"));
    run();
    primary.fails = Optional.of(new BootstrapFailure(Reason.REFUSED, "not the one"));
    expect(Reason.REFUSED, "not the one");
    primary.fails = Optional.empty();
    primary.ca = noCa;
    expect(Reason.MISSING, "none of a CA");
  }

  @Test
  void usesACertificateThatSomebodyHasMade() {
    standby.secrets.put("remote-etcd-client", Map.of("tls.crt", "x"));
    standby.foreign.add("remote-etcd-client");
    standby.certManager = false;
    run();
    assertThat(standby.applied).isZero();
    assertThat(said).singleElement().asString().contains("it is used as it is");
  }

  @Test
  void saysWhatIsMissing() {
    expect(Reason.MISSING, "There is no Secret cpaas-system/the-token", "remote-etcd-client");
    standby.secrets.put("the-token", Map.of("other", "secret-token"));
    expect(Reason.MISSING, "has no token that can be used");
    standby.secrets.put("the-token", Map.of("token", "secret-token\nsecret-token"));
    expect(Reason.MISSING, "has no token that can be used");
    standby.secrets.put("the-token", Map.of("token", "secret-token", "ca.crt", "x"));
    standby.certManager = false;
    expect(Reason.MISSING, "cert-manager is not installed on this cluster");
    standby.certManager = true;
    standby.configMaps.put("remote-etcd-trust", Map.of());
    standby.secrets.put("the-token", Map.of("token", "secret-token"));
    expect(Reason.MISSING, "ConfigMap cpaas-system/remote-etcd-trust says nothing");
  }

  @Test
  void takesNothingButACaThatCanSign() {
    standby.secrets.put("the-token", Map.of("token", "secret-token", "ca.crt", "x"));
    primary.ca = Map.of();
    expect(Reason.MISSING, "kube-system/etcd-ca", "no certificate in tls.crt");
    primary.ca = Map.of("tls.crt", ca.getOrDefault("tls.crt", ""));
    expect(Reason.MISSING, "no private key in tls.key");
    primary.ca = noCa;
    expect(Reason.MISSING, "none of a CA");
    assertThat(standby.applied).isZero();
  }

  @Test
  void waitsForACertificateOfTheNewCaAndSaysWhatCertManagerSays() {
    standby.secrets.put("the-token", Map.of("token", "secret-token", "ca.crt", "x"));
    run();
    primary.ca = otherCa;
    standby.issues = false;
    standby.says = "Issuing certificate as Secret does not exist";
    expect(Reason.TIMED_OUT, "within 30s", standby.says, "kubectl -n cpaas-system describe");
    assertThat(said.stream().filter(it -> it.contains(standby.says))).hasSize(1);
    standby.issues = true;
    run();
  }

  @Test
  void makesTheCertificateForTheStandbysOwnEtcdWithoutTheOther() {
    standby.secrets.put("kube-system/own-etcd-ca", ca);
    runOwn();
    assertThat(standby.secrets)
        .containsKey("local-etcd-client")
        .doesNotContainKey("remote-etcd-client");
    assertThat(standby.configMaps).as("nobody to be trusted").isEmpty();
    assertThat(primary.askedBy).isEmpty();
    assertThat(String.join("\n", said))
        .contains("CA of this cluster's etcd, Secret kube-system/own-etcd-ca", "local-etcd-issuer")
        .doesNotContain("PRIVATE KEY");
  }

  @Test
  void makesBothTheOwnFirst() {
    standby.secrets.put("kube-system/own-etcd-ca", ca);
    standby.secrets.put("the-token", Map.of("token", "secret-token", "ca.crt", "x"));
    run(Optional.of(OF_PRIMARY), Optional.of(OF_STANDBY));
    assertThat(standby.secrets).containsKeys("local-etcd-client", "remote-etcd-client");
    assertThat(said.stream().filter(it -> it.contains("issued, valid until")))
        .hasSize(2)
        .first()
        .asString()
        .contains("local-etcd-client");
  }

  @Test
  void saysWhatIsMissingOfTheStandbysOwn() {
    expectOwn(
        Reason.MISSING,
        "This cluster has no Secret kube-system/own-etcd-ca",
        "--standby-ca-secret",
        "cpaas-system/local-etcd-client yourself");
    standby.secrets.put("kube-system/own-etcd-ca", noCa);
    expectOwn(Reason.MISSING, "This cluster's Secret kube-system/own-etcd-ca", "none of a CA");
    standby.certManager = false;
    expectOwn(Reason.MISSING, "cert-manager is not installed", "cpaas-system/local-etcd-client");
    standby.secrets.put("local-etcd-client", Map.of("tls.crt", "x"));
    standby.foreign.add("local-etcd-client");
    runOwn();
    assertThat(standby.applied).isZero();
  }

  @Test
  void removingKeepsByWhomThePrimaryIsKnownAndSaysSo() {
    standby.secrets.put("the-token", Map.of("token", "secret-token"));
    run();
    said.clear();
    Bootstrap.remove(
        "cpaas-system", Optional.of(NAMES), Optional.of(OWN_NAMES), standby, said::add);
    assertThat(standby.configMaps).containsKey("remote-etcd-trust");
    assertThat(said)
        .contains("Deleted: of remote-etcd", "Deleted: of local-etcd")
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("KEPT: ConfigMap cpaas-system/remote-etcd-trust")
                .contains("kubectl -n cpaas-system delete configmap remote-etcd-trust"));

    primary.meets = new Trust.PublicKey("cd34");
    run();
    assertThat(primary.askedBy).as("not whoever answers now").hasValue(KEY);
  }

  @Test
  void removingSaysNothingOfTrustWhereNobodyWasPinned() {
    Bootstrap.remove("cpaas-system", Optional.of(NAMES), Optional.empty(), standby, said::add);
    assertThat(said).containsExactly("Deleted: of remote-etcd");
  }

  private static final class Primary implements PrimaryCluster {
    private Map<String, String> ca = BootstrapTest.ca;
    private Trust meets = KEY;
    private Optional<BootstrapFailure> fails = Optional.empty();
    private Optional<Trust> askedBy = Optional.empty();

    @Override
    public Trust meet() {
      return meets;
    }

    @Override
    public Map<String, String> secret(ObjectName name, Known known) {
      fails.ifPresent(it -> {
        throw it;
      });
      assertThat(name).isEqualTo(CA);
      assertThat(known.token().header()).isEqualTo("Bearer secret-token");
      askedBy = Optional.of(known.trust());
      return ca;
    }
  }

  private static final class Standby implements StandbyCluster {
    private final Map<String, Map<String, String>> secrets = new HashMap<>();
    private final Map<String, Map<String, String>> configMaps = new HashMap<>();
    private final Set<String> foreign = new TreeSet<>();
    private boolean certManager = true;
    private boolean issues = true;
    private String says = "";
    private int applied;

    @Override
    public Optional<Map<String, String>> secret(ObjectName name) {
      boolean here = name.namespace().equals("cpaas-system");
      return Optional.ofNullable(secrets.get(here ? name.name() : name.toString()));
    }

    @Override
    public boolean isMadeByOthers(String client) {
      return foreign.contains(client);
    }

    @Override
    public Optional<Map<String, String>> configMap(String name) {
      return Optional.ofNullable(configMaps.get(name));
    }

    @Override
    public void create(String name, Map<String, String> data) {
      assertThat(configMaps.put(name, data)).isNull();
    }

    @Override
    public boolean hasCertManager() {
      return certManager;
    }

    /** A CA's own certificate is one that it has signed. */
    @Override
    public void apply(Names names, CertificateAuthority ca) {
      applied++;
      secrets.put(names.ca(), ca.data());
      if (issues) {
        Map<String, String> made = new HashMap<>(ca.data());
        made.put("ca.crt", "a CA");
        secrets.put(names.client(), made);
      }
    }

    @Override
    public String condition(Names names) {
      return says;
    }

    @Override
    public List<String> remove(Names names) {
      return List.of("of " + names.prefix());
    }
  }
}
