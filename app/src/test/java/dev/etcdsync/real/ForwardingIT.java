package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The files in docs/examples that give a primary's etcd one address. */
@Tag("forwarding")
class ForwardingIT extends RealTest {
  private static final Path EXAMPLES = Path.of("..", "docs", "examples");

  /** Through it alone, by the name that kubeadm writes into every etcd certificate. */
  @Test
  void aLinkThroughHaproxySurvivesTheLossOfEachMember() throws IOException {
    Certificates named = certificates("san=dns:localhost");
    Rig rig =
        start(Rig.builder().primary(p -> p.members(3).tls(named).certificateForAnotherName()));
    int port = Ports.free();
    Path folder = Folders.temporary("haproxy");
    open(() -> Folders.delete(folder));
    String text =
        Files.readString(EXAMPLES.resolve("haproxy-etcd.cfg"))
            .replace("bind 10.0.0.100:2379", "bind 127.0.0.1:" + port);
    for (int i = 0; i < 3; i++) {
      String example = " 10.0.0." + (i + 1) + ":2379";
      assertThat(text).contains(example);
      text = text.replace(example, " 127.0.0.1:" + rig.primary().member(i).clientPort());
    }
    Path config = Folders.write(folder.resolve("haproxy.cfg"), text);
    Path log = folder.resolve("haproxy.log");
    Child haproxy =
        Child.logging(List.of(program("haproxy.bin"), "-db", "-f", config.toString()), log);
    open(haproxy::kill);

    Workload load = rig.workload(seed()).keys(200).rate(50);
    load.load(200);
    load.start();
    List<String> arguments =
        new ArrayList<>(
            List.of("run", "--link", Rig.LINK, "--scope-prefixes-in", Rig.SCOPE, "--http", "off"));
    arguments.addAll(List.of("--primary-server-name", "localhost", "--request-timeout", "2s"));
    arguments.addAll(rig.primary().options("primary", "https://127.0.0.1:" + port));
    arguments.addAll(rig.standby().options("standby", rig.standby().endpoints()));
    Program program = open(Program.start("program", arguments));
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    for (int i = 0; i < 3; i++) {
      rig.primary().member(i).kill();
      String down = "Server etcd-members/member-" + (i + 1) + " is DOWN";
      Await.until(down, Rig.SOON, () -> Folders.tail(log, 50).contains(down), () -> shown(log));
      rig.awaitLevel(program);
      rig.primary().startAll();
      String up = "Server etcd-members/member-" + (i + 1) + " is UP";
      Await.until(up, Rig.SOON, () -> Folders.tail(log, 50).contains(up), () -> shown(log));
    }
    load.stop();
    rig.awaitLevel(program);
    rig.expectEqual();
    assertThat(haproxy.alive()).isTrue();
    assertThat(program.count("Copy started")).isEqualTo(1);
  }

  private static String shown(Path log) {
    return Folders.tail(log, 50);
  }

  @Test
  void keepalivedTakesItsFile() {
    Path folder = Folders.temporary("keepalived");
    open(() -> Folders.delete(folder));
    Path good = EXAMPLES.resolve("keepalived-etcd.conf");
    assertThat(exitOfTest(good, folder)).as(() -> shown(folder.resolve("log"))).isZero();
    Path bad =
        Folders.write(
            folder.resolve("bad.conf"), "vrrp_instance a {\n  virtual_router_id 790\n}\n");
    assertThat(exitOfTest(bad, folder)).as("it does look").isNotZero();
  }

  private static int exitOfTest(Path config, Path folder) {
    return Child.logging(
            List.of(program("keepalived.bin"), "--config-test", "--use-file=" + config),
            folder.resolve("log"))
        .exit(Duration.ofSeconds(60))
        .orElse(-1);
  }

  private static String program(String property) {
    String file = System.getProperty(property, "");
    if (file.isBlank() || !Files.isExecutable(Path.of(file))) {
      throw new IllegalStateException(
          "Give -D" + property + "=… with a program, as scripts/test.sh does.");
    }
    return file;
  }
}
