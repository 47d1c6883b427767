package dev.etcdsync.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandbyCommandTest {
  @Test
  void aPlainEtcdNeedsItsEndpointsOnly() {
    StandbyCommand command =
        new StandbyCommand("default", address("http", Optional.empty(), Optional.empty()));
    assertThat(command.etcdSync("heal"))
        .isEqualTo("etcd-sync heal --link default --standby http://a:2379,http://b:2379");
    assertThat(command.etcdctlDelete("/registry/pods/x/y"))
        .isEqualTo("etcdctl --endpoints http://a:2379,http://b:2379 del /registry/pods/x/y");
  }

  @Test
  void everyOptionThatReachesItIsRepeated() {
    StandbyCommand command =
        new StandbyCommand(
            "dr",
            address(
                "https",
                Optional.of(
                    new TlsFiles(
                        path("/tls/ca.crt"),
                        path("/tls/my own.crt"),
                        path("/tls/it's.key"),
                        Optional.of("etcd.example"))),
                path("/tls/$user")));
    assertThat(command.etcdSync("surplus", "list"))
        .isEqualTo(
            "etcd-sync surplus list --link dr --standby https://a:2379,https://b:2379"
                + " --standby-ca /tls/ca.crt --standby-cert '/tls/my own.crt'"
                + " --standby-key '/tls/it'\\''s.key' --standby-server-name etcd.example"
                + " --standby-credentials '/tls/$user'");
    assertThat(command.etcdctlDelete("/registry/a b"))
        .isEqualTo(
            "etcdctl --endpoints https://a:2379,https://b:2379 --cacert /tls/ca.crt"
                + " --cert '/tls/my own.crt' --key '/tls/it'\\''s.key'"
                + " --user \"$(cat '/tls/$user')\" del '/registry/a b'");
  }

  private static Optional<Path> path(String text) {
    return Optional.of(Path.of(text));
  }

  private static ClusterAddress address(
      String scheme, Optional<TlsFiles> tls, Optional<Path> credentials) {
    return new ClusterAddress(
        Side.STANDBY,
        List.of(URI.create(scheme + "://a:2379"), URI.create(scheme + "://b:2379")),
        tls,
        credentials);
  }
}
