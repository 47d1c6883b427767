package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bad input is told in one sentence; an endpoint that does not answer is none. */
class InputIT extends RealTest {
  private static final String ONE = "http://127.0.0.1:14001";
  private static final String OTHER = "http://127.0.0.1:14002";

  @Test
  void badInputIsASentenceThatNamesTheOption() {
    refused("--primary", "run", "--standby", OTHER);
    refused("--standby", "run", "--primary", ONE);
    refused("--primary", "run", "--primary", "127.0.0.1:14001", "--standby", OTHER);
    refused("--primary", "run", "--primary", "ftp://127.0.0.1:14001", "--standby", OTHER);
    refused("--standby", "run", "--primary", ONE, "--standby", "http://");
    refused("--standby", "run", "--primary", ONE, "--standby", ONE);
    refused("--max-txn-ops", "run", "--primary", ONE, "--standby", OTHER, "--max-txn-ops", "0");
    refused("--max-txn-bytes", "run", "--primary", ONE, "--standby", OTHER, "--max-txn-bytes", "x");
    refused(
        "--request-timeout",
        "run",
        "--primary",
        ONE,
        "--standby",
        OTHER,
        "--request-timeout",
        "0s");
    refused(
        "--deletion-limit-percent",
        "run",
        "--primary",
        ONE,
        "--standby",
        OTHER,
        "--deletion-limit-percent",
        "101");
    refused("--link", "run", "--primary", ONE, "--standby", OTHER, "--link", "a/b");
    refused("--no-such-option", "run", "--primary", ONE, "--standby", OTHER, "--no-such-option");
  }

  @Test
  void badFilesAreNamed() {
    Path folder = Folders.temporary("input");
    open(() -> Folders.delete(folder));
    Path config = Folders.write(folder.resolve("config.yaml"), "primery:\n  endpoints: [a]\n");
    refused("primery", "run", "--config", config.toString());
    refused("--config", "run", "--config", folder.resolve("missing.yaml").toString());

    Certificates some = certificates();
    Certificates other = certificates();
    String[] tls = {
      "run", "--primary", "https://127.0.0.1:14001", "--standby", OTHER, "--primary-ca",
    };
    refused("--primary-ca", with(tls, folder.resolve("missing.pem").toString()));
    refused("--primary-ca", with(tls, config.toString()));
    refused(
        "--primary-key",
        with(
            tls,
            some.ca().toString(),
            "--primary-cert",
            some.clientCertificate().toString(),
            "--primary-key",
            other.clientKey().toString()));
    refused(
        "--primary-credentials",
        with(tls, some.ca().toString(), "--primary-credentials", config.toString()));
  }

  @Test
  void versionIsPrinted() {
    Program.Ended ended = Program.run(List.of("version"));
    assertThat(ended.exit()).isZero();
    assertThat(ended.out()).matches("etcd-sync \\d+\\.\\d+\\.\\d+(-\\S+)?, Java .+");
  }

  @Test
  void statusOfAnEtcdThatDoesNotAnswerHasItsOwnExitCode() {
    String dead = "http://127.0.0.1:" + Ports.free();
    Program.Ended ended =
        Program.run(List.of("status", "--standby", dead, "--link", "test", "--output", "json"));
    assertThat(ended.exit()).as(ended.err()).isEqualTo(Program.NO_ANSWER);
    assertThat(ended.err()).contains(dead.substring("http://".length()));
  }

  @Test
  void anEndpointThatDoesNotAnswerIsTriedAgain() {
    Rig rig = start(Rig.builder().options("--request-timeout", "1s", "--watchdog", "2s"));
    rig.workload(seed()).load(50);
    rig.primary().killAll();
    rig.standby().killAll();
    Program program = rig.run();
    String port = ":" + rig.standby().member(0).clientPort();
    Await.until(
        "the log names the standby's endpoint",
        Rig.SOON,
        () -> program.find(port, 0).isPresent(),
        program::evidence);
    Await.hold(Duration.ofSeconds(2));
    program.expectAlive();
    rig.standby().startAll();
    Await.hold(Duration.ofSeconds(2));
    program.expectAlive();
    rig.primary().startAll();
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    rig.expectEqual();
    assertThat(program.pid()).isPositive();
  }

  @Test
  void aDeadEndpointBesideALivingOneDoesNotHurt() {
    Rig rig = start(Rig.builder().options("--request-timeout", "2s"));
    rig.workload(seed()).load(200);
    String dead = "http://127.0.0.1:" + Ports.free();
    Program program =
        open(
            Program.start(
                "program",
                List.of(
                    "run",
                    "--link",
                    Rig.LINK,
                    "--primary",
                    dead + "," + rig.primary().endpoints(),
                    "--standby",
                    rig.standby().endpoints())));
    rig.awaitFollowing(program);
    rig.awaitLevel(program);
    rig.expectEqual();
  }

  private static String[] with(String[] first, String... more) {
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }

  private static void refused(String names, String... arguments) {
    Program.Ended ended = Program.run(List.of(arguments));
    String shown = String.join(" ", arguments) + "\n" + ended.err();
    assertThat(ended.exit()).as(shown).isEqualTo(Program.BAD_INPUT);
    assertThat(ended.err()).as(shown).contains(names).doesNotContain("\tat ");
    assertThat(ended.err().strip().lines().count()).as(shown).isLessThanOrEqualTo(3);
    assertThat(ended.err().strip()).as(shown).hasSizeGreaterThan(names.length() + 15);
  }
}
