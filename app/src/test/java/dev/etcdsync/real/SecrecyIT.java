package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No value stands in what a program answers over HTTP or logs, whatever becomes of the value. */
class SecrecyIT extends RealTest {
  private static final String SECRETS = "/registry/secrets/a/";
  private static final List<String> PAGES =
      List.of(
          "/",
          "/check",
          "/check?deep=true",
          "/check?format=json",
          "/check?format=json&deep=true",
          "/status",
          "/overview",
          "/metrics",
          "/health/live",
          "/health/ready",
          "/nothing/here");

  private final Telltale primarys = new Telltale("tell-tale-of-the-primary");
  private final Telltale others = new Telltale("tell-tale-of-somebody-else");
  private final int port = Ports.free();

  private String secret(String name) {
    String data =
        Base64.getEncoder()
            .encodeToString(("password=" + primarys.word()).getBytes(StandardCharsets.UTF_8));
    return "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"uid\":\"u-%s\",\"annotations\":{\"a\":\"%s\"}},\"data\":{\"x\":\"%s\"}}"
        .formatted(name, name, primarys.word(), data);
  }

  private void expectSilence(String when) {
    for (String page : PAGES) {
      String body = Http.get(port, page).body();
      assertThat(body).isNotNull();
      primarys.expectNotIn(page + " " + when, body);
      others.expectNotIn(page + " " + when, body);
    }
  }

  private String check() {
    return Http.get(port, "/check?format=json&deep=true").body();
  }

  private static String following(RealCluster standby) {
    return standby.etcdctl().get(Rig.OWN + "status").orElse("");
  }

  @Test
  void valuesAreNeverAnswered() {
    RealCluster primary = open(RealCluster.named("primary").start());
    RealCluster standby = open(RealCluster.named("standby").start());
    Etcdctl there = primary.etcdctl();
    Etcdctl here = standby.etcdctl();
    for (String name : List.of("missed", "different", "untouched")) {
      there.put(SECRETS + name, secret(name));
    }
    there.put(SECRETS + "malformed", "{\"kind\":\"Secret\", " + primarys.word());
    there.put(SECRETS + "protobuf", "k8s\u0001" + primarys.word());
    here.put(SECRETS + "local", others.word());
    assertThat(primarys.isIn(there.run("get", "--prefix", SECRETS, "-w", "json")))
        .as("it would be known again")
        .isTrue();
    Program program = replicate(primary, standby, "--verbose", "--http", "127.0.0.1:" + port);
    program.await("Start Sync update revision=", Rig.SOON);
    Await.until(
        "everything has been compared",
        Rig.SOON,
        () -> following(standby).contains("\"clean\":true"),
        program::evidence);
    expectSilence("while it follows");

    // With the mark the leader takes them for its own, so that it does not heal them at once.
    here.transaction(
        List.of(
            "del " + SECRETS + "missed",
            "put " + SECRETS + "different " + others.word(),
            "put " + SECRETS + "stale " + others.word(),
            "put " + Rig.OWN + "mark x"));
    Await.until(
        "a check finds all",
        Rig.SOON,
        () ->
            List.of("missed", "different", "stale", "local").stream()
                .allMatch(name -> check().contains(SECRETS + name)),
        program::evidence);
    expectSilence("with findings");

    here.put(Rig.OWN + "request/verify", "");
    program.await(" Healed key=" + SECRETS + "different", Rig.SOON);
    here.put(SECRETS + "untouched", others.word());
    program.await(" Healed key=" + SECRETS + "untouched", Rig.SOON);
    expectSilence("after heals");

    primary.close();
    Await.until(
        "it says that the primary is away",
        Rig.SOON,
        () -> following(standby).contains("\"trouble\""),
        program::evidence);
    expectSilence("without the primary");
    primarys.expectNotIn("the log", program.log());
    others.expectNotIn("the log", program.log());
    program.terminate();
  }
}
