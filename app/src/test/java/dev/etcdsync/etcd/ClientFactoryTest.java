package dev.etcdsync.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.TestCertificates;
import dev.etcdsync.model.TlsFiles;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientFactoryTest {
  @TempDir static Path folder;
  static TestCertificates files;
  static TestCertificates.Pair first;
  static TestCertificates.Pair second;

  @BeforeAll
  static void makeCertificates() throws Exception {
    files = new TestCertificates(folder);
    first = files.make("first", "EC");
    second = files.make("second", "EC");
  }

  private static ClusterAddress address(Optional<TlsFiles> tls, Optional<Path> credentials) {
    URI endpoint = URI.create((tls.isPresent() ? "https" : "http") + "://127.0.0.1:1");
    return new ClusterAddress(Side.STANDBY, List.of(endpoint), tls, credentials);
  }

  private static TlsFiles written(TestCertificates.Pair certificate, TestCertificates.Pair key)
      throws Exception {
    return new TlsFiles(
        Optional.of(files.certificate("ca.crt", certificate)),
        Optional.of(files.certificate("tls.crt", certificate)),
        Optional.of(files.pkcs8("tls.key", key)),
        Optional.of("etcd.example"));
  }

  @Test
  void opensADifferentClientEachTime() throws Exception {
    Path credentials = files.write("credentials", "sync:secret\n");
    ClientFactory factory =
        new ClientFactory(address(Optional.of(written(first, first)), Optional.of(credentials)));
    Clients clients = factory.load();
    try (Client one = clients.forRequests(Duration.ofSeconds(5));
        Client two = clients.forRequests(Duration.ofSeconds(5));
        Client three = clients.forWatch()) {
      assertThat(one).isNotSameAs(two).isNotSameAs(three);
    }
  }

  @Test
  void aCallToAnEndpointThatIsNotThereFailsAtOnce() {
    ClientFactory factory = new ClientFactory(address(Optional.empty(), Optional.empty()));
    try (Client client = factory.load().forRequests(Duration.ofSeconds(5))) {
      ByteSequence key = ByteSequence.from("a", StandardCharsets.UTF_8);
      assertThat(client.getKVClient().txn().commit())
          .failsWithin(3, TimeUnit.SECONDS)
          .withThrowableThat()
          .withMessageContaining("UNAVAILABLE");
      assertThat(client.getKVClient().get(key)).failsWithin(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void filesThatCannotBeUsedAreToldWhenOpening() throws Exception {
    ClientFactory mismatched =
        new ClientFactory(address(Optional.of(written(first, second)), Optional.empty()));
    assertThatThrownBy(mismatched::load)
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("is not the key of the certificate");
    ClientFactory missing =
        new ClientFactory(address(Optional.empty(), Optional.of(folder.resolve("missing"))));
    assertThatThrownBy(missing::load)
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void theFingerprintChangesWithEveryFile() throws Exception {
    Path credentials = files.write("credentials", "sync:secret\n");
    ClientFactory factory =
        new ClientFactory(address(Optional.of(written(first, first)), Optional.of(credentials)));
    String before = factory.fingerprint();
    assertThat(factory.fingerprint()).isEqualTo(before);
    files.write("credentials", "sync:other\n");
    String otherPassword = factory.fingerprint();
    files.certificate("ca.crt", second);
    String otherCa = factory.fingerprint();
    Files.delete(folder.resolve("tls.key"));
    String noKey = factory.fingerprint();
    assertThat(List.of(before, otherPassword, otherCa, noKey)).doesNotHaveDuplicates();
    files.pkcs8("tls.key", first);
    assertThat(factory.fingerprint()).isEqualTo(otherCa);
  }

  @Test
  void withoutFilesTheFingerprintStays() {
    ClientFactory factory = new ClientFactory(address(Optional.empty(), Optional.empty()));
    assertThat(factory.fingerprint()).isEqualTo(factory.fingerprint());
  }
}
