package dev.etcdsync.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterAddressTest {
  private static ClusterAddress of(String... endpoints) {
    List<URI> uris = Arrays.stream(endpoints).map(URI::create).toList();
    return new ClusterAddress(Side.PRIMARY, uris, Optional.empty(), Optional.empty());
  }

  @Test
  void httpsIsEncryptedWithoutAnyTlsFile() {
    assertThat(of("https://a:2379", "https://b:2379").encrypted()).isTrue();
    assertThat(of("http://a:2379/").encrypted()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "http://a:1, http://a:1",
    "http://root:secret@a:1, http://***@a:1",
    "http:/root:secret@a:1, http:/***@a:1",
    "root:secret@a:1, ***@a:1",
    "root:sec//r@et@a:1, ***@a:1",
    "http://root:s/e?c#r@et@a:1, http://***@a:1",
  })
  void whatMayBeAPasswordIsNotShown(String url, String shown) {
    assertThat(ClusterAddress.withoutUser(url)).isEqualTo(shown);
  }

  @Test
  void spellingsOfOneHostAreOne() {
    assertThat(of("http://ETCD.Example.:2379").hostsAndPorts())
        .isEqualTo(of("http://etcd.example:2379").hostsAndPorts());
    assertThat(of("http://a:1").hostsAndPorts()).isNotEqualTo(of("http://a:2").hostsAndPorts());
  }
}
