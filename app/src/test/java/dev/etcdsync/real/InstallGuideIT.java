package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/install.md has people type, done. */
class InstallGuideIT extends RealTest {
  private static final Path GUIDE = Path.of("..", "docs", "install.md");

  @Test
  void theClientCertificateThatIsMadeByHandOpensAnEtcd() throws IOException {
    Path folder = Folders.temporary("by-hand");
    open(() -> Folders.delete(folder));
    Certificates authority = Certificates.in(folder.resolve("etcd"));
    String commands =
        block("    openssl req ")
            .replace("/etc/kubernetes/pki/etcd/ca.crt", authority.ca().toString())
            .replace("/etc/kubernetes/pki/etcd/ca.key", authority.caKey().toString());
    Path log = folder.resolve("log");
    Child shell =
        Child.start(
            new ProcessBuilder("sh", "-e", "-c", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
    assertThat(shell.exit(Duration.ofSeconds(60)))
        .as(() -> commands + Folders.tail(log, 20))
        .hasValue(0);

    RealCluster primary = open(RealCluster.named("primary").tls(authority).start());
    primary.etcdctl().put("/registry/configmaps/a/b", "x");
    List<String> command =
        new ArrayList<>(
            List.of("scope", "show", "--output", "json", "--primary", primary.endpoints()));
    command.addAll(List.of("--primary-ca", authority.ca().toString()));
    command.addAll(List.of("--primary-cert", folder.resolve("reader.crt").toString()));
    command.addAll(List.of("--primary-key", folder.resolve("reader.key").toString()));
    Program.Ended ended = Program.run(command);
    assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
    assertThat(Json.tryParse(ended.out()).orElseThrow().at("/resources/0/keys").asLong())
        .isEqualTo(1);
  }

  /** The indented block that begins with a line. */
  private static String block(String first) throws IOException {
    String found =
        Files.readAllLines(GUIDE).stream()
            .dropWhile(line -> !line.startsWith(first))
            .takeWhile(line -> line.startsWith("    "))
            .map(line -> line.substring(4))
            .collect(Collectors.joining("\n"));
    assertThat(found).as(first).isNotEmpty();
    return found;
  }
}
