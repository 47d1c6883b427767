package dev.etcdsync.planes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Await;
import dev.etcdsync.real.Certificates;
import dev.etcdsync.real.Etcdctl;
import dev.etcdsync.real.Json;
import dev.etcdsync.real.Ports;
import dev.etcdsync.real.Program;
import dev.etcdsync.real.Telltale;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real apiserver, and kubectl, show of the link by Events on the Lease. */
@Tag("planes")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventsIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private ReplicaPlanes planes;
  private Replicas replicas;

  @BeforeAll
  void start() throws IOException {
    planes = ReplicaPlanes.start("events");
  }

  @AfterAll
  void end() {
    if (planes != null) {
      planes.close();
    }
  }

  @BeforeEach
  void compete() {
    planes.grant();
    replicas = planes.replicas();
    planes.kubectl("delete", "events", "--all");
  }

  @AfterEach
  void stop() {
    replicas.close();
  }

  private List<JsonNode> events(String reason) {
    JsonNode items = Json.parse(planes.kubectl("get", "events", "--output=json")).path("items");
    return StreamSupport.stream(items.spliterator(), false)
        .filter(event -> event.path("reason").asText().equals(reason))
        .toList();
  }

  private void await(String reason, int atLeast) {
    Await.until(
        "an Event " + reason,
        LONG,
        () -> events(reason).size() >= atLeast,
        () -> planes.kubectl("get", "events") + replicas.evidence());
  }

  @Test
  void kubectlShowsWhatHappenedOnTheLease() {
    Program leader = replicas.lead("pod-0");
    await("CopyDone", 1);
    assertThat(events("CopyStarted")).hasSize(1);
    JsonNode elected = events("LeaderElected").getFirst();
    assertThat(elected.path("message").asText()).isEqualTo("pod-0 leads the link, epoch 1");
    assertThat(elected.path("type").asText()).isEqualTo("Normal");
    assertThat(elected.path("reportingComponent").asText()).isEqualTo("etcd-sync");
    assertThat(elected.path("reportingInstance").asText()).isEqualTo("pod-0");
    assertThat(planes.kubectl("describe", "lease", Replicas.LEASE))
        .contains("LeaderElected", "CopyStarted", "CopyDone");

    // Whoever changes a replicated object on the planes.standby().
    replicas.untilNextChange(LONG);
    replicas.awaitEqual();
    planes.standby().kubectl().run("delete", "configmaps", "--all", "--namespace=race");
    await("DriftHealed", 1);
    assertThat(events("DriftHealed").getFirst().path("message").asText())
        .startsWith("Written back as the primary has them: ");

    Program follower = replicas.follow("pod-1", "pod-0");
    leader.terminate();
    await("LeaderElected", 2);
    assertThat(events("LeaderElected"))
        .extracting(event -> event.path("message").asText())
        .containsExactlyInAnyOrder(
            "pod-0 leads the link, epoch 1", "pod-1 leads the link, epoch 2");
    assertThat(follower.find("takes no Events", 0)).isEmpty();
  }

  @Test
  void aCertificateIsToldOfWhileThePrimaryIsAway(@TempDir Path folder) throws Exception {
    Path authority = Certificates.in(folder).ca();
    Program elected =
        replicas.start(
            "pod-0",
            Replicas.NAMESPACE + "/" + Replicas.LEASE,
            "https://127.0.0.1:" + Ports.free(),
            List.of("--primary-ca", authority.toString()));
    elected.await("Acquired leader lease", LONG);
    await("CertificateExpiring", 1);
    assertThat(events("CertificateExpiring").getFirst().path("message").asText())
        .startsWith("The authority certificate for the primary is valid until ");
    assertThat(elected.find("Claimed link=", 0)).as("it cannot").isEmpty();
    assertThat(events("LeaderElected")).isEmpty();
  }

  @Test
  void noEventTellsAValue() {
    Telltale primarys = new Telltale("tell-tale-of-the-primary");
    Telltale others = new Telltale("tell-tale-of-somebody-else");
    planes
        .primary()
        .kubectl()
        .run(
            "create",
            "secret",
            "generic",
            "known",
            "--namespace=race",
            "--from-literal=password=" + primarys.word());
    replicas.lead("pod-0");
    await("CopyDone", 1);
    Kubectl here = planes.standby().kubectl();
    assertThat(primarys.isIn(here.run("get", "secret", "known", "--namespace=race", "-ojson")))
        .as("it would be known again")
        .isTrue();
    here.run(
        "patch",
        "secret",
        "known",
        "--namespace=race",
        "--patch={\"stringData\":{\"password\":\"" + others.word() + "\"}}");
    await("DriftHealed", 1);
    // With the mark the leader takes it for its own, and a comparison finds it.
    Etcdctl etcd = planes.standby().etcdctl();
    etcd.transaction(List.of("del /registry/secrets/race/known", "put " + Replicas.OWN + "mark x"));
    etcd.put(Replicas.OWN + "request/verify", "");
    await("DriftFound", 1);
    String events = planes.kubectl("get", "events", "--output=json");
    primarys.expectNotIn("an Event", events);
    others.expectNotIn("an Event", events);
  }

  @Test
  void withoutTheRightTheLinkGoesOnAndSaysSoOnce() {
    planes.kubectl(
        "patch",
        "role",
        "etcd-sync-lease",
        "--type=json",
        "--patch=[{\"op\":\"remove\",\"path\":\"/rules/2\"}]");
    Program leader = replicas.lead("pod-0");
    leader.await("takes no Events", LONG);
    assertThat(leader.evidence()).contains("does not let us create Events (HTTP 403)");
    replicas.untilNextChange(LONG);
    replicas.awaitEqual();
    assertThat(leader.count("takes no Events")).isEqualTo(1);
    assertThat(Json.parse(planes.kubectl("get", "events", "--output=json")).path("items"))
        .isEmpty();
  }

  @Test
  void anApiserverThatComesBackIsTold() {
    Program leader = replicas.lead("pod-0");
    await("CopyDone", 1);
    int mark = leader.mark();
    planes.standby().stopApiserver();
    try {
      leader.await("Lost leader lease", mark, LONG);
    } finally {
      planes.standby().resumeApiserver();
    }
    await("LeaderElected", 2);
    leader.expectAlive();
  }
}
