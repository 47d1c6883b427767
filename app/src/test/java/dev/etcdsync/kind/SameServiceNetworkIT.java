package dev.etcdsync.kind;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.planes.Findings;
import dev.etcdsync.planes.Heals;
import dev.etcdsync.real.Json;
import dev.etcdsync.real.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Both clusters give their Services addresses of the same network, as real pairs often do. */
@Tag("kind")
@Tag("alone")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class SameServiceNetworkIT {
  @RegisterExtension static final KindClusters CLUSTERS = KindClusters.withOneServiceNetwork();

  /** What a Service of the standby's own has, and one of the primary's chooses, too. */
  private static final String TAKEN = "10.21.77.7";

  private static final String OWN = "kube-system";
  private static final Duration SETTLING = Duration.ofMinutes(2);

  private final String namespace = Workloads.namespace("services");
  private KindPair pair;

  @BeforeEach
  void conflict(KindPair given) {
    pair = given;
    pair.primary()
        .apply(
            Resources.text("services.yaml")
                .replace("$NAMESPACE", namespace)
                .replace("$ADDRESS", TAKEN));
    pair.primary()
        .await(
            "the primary runs its pod",
            () -> Pods.of(pair.primary(), namespace).running().all().size() == 1);
    pair.standby().apply(service("own", "\"clusterIP\":\"" + TAKEN + "\","));
  }

  @AfterEach
  void end() {
    for (KindCluster cluster : List.of(pair.primary(), pair.standby())) {
      cluster.kubectl().run("delete", "namespace", namespace, "--wait=false", "--ignore-not-found");
    }
  }

  /** A Service of the standby's own, out of scope. */
  private static String service(String name, String address) {
    return """
    {"apiVersion":"v1","kind":"Service","metadata":{"namespace":"%s","name":"%s"},
     "spec":{%s"ports":[{"port":80}]}}\
    """
        .formatted(OWN, name, address);
  }

  @Test
  void conflictsAreToldAndBreakNothing() {
    JsonNode told = preflight("fail");
    assertThat(told.path("keys").toString()).contains(OWN + "/own", namespace + "/chosen");

    Program program = pair.follow();
    try {
      awaitTheSameServices(program);
      awaitThatTheStandbyKnowsTheAddresses();
      assertThatTheStandbyGivesNoAddressAgain();
      pair.standby()
          .await(
              "the standby runs a pod of its own",
              () -> Pods.of(pair.standby(), namespace).running().all().size() == 1);
      Heals.awaitNone(program, SETTLING);
      Findings findings = Findings.of(pair.command("check"));
      findings.expectOnlyTheWorkOfOthers(pair.record());
      System.out.println("SameServiceNetworkIT: " + findings);
    } finally {
      pair.end(program);
    }
    assertThat(address("own")).as("the standby's own").isEqualTo(TAKEN);

    pair.standby().kubectl().run("delete", "service", "own", "--namespace=" + OWN);
    preflight("pass");
  }

  /** The line about the addresses of Services; no other one fails. */
  private JsonNode preflight(String outcome) {
    Program.Ended ended = Program.run(pair.command("preflight", "--output", "json"));
    String said = ended.out() + ended.err();
    assertThat(ended.exit()).as(said).isEqualTo(outcome.equals("fail") ? 1 : 0);
    List<JsonNode> lines = new ArrayList<>();
    Json.parse(ended.out()).path("lines").forEach(lines::add);
    JsonNode addresses =
        lines.stream()
            .filter(line -> line.path("about").asText().equals("service addresses"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(said));
    assertThat(addresses.path("outcome").asText()).as(said).isEqualTo(outcome);
    lines.remove(addresses);
    assertThat(lines).noneMatch(line -> line.path("outcome").asText().equals("fail"));
    return addresses;
  }

  private String address(String name) {
    return pair.standby()
        .kubectl()
        .run("get", "service", name, "--namespace=" + OWN, "--output=jsonpath={.spec.clusterIP}");
  }

  /** Addresses and node ports by the Service's name. */
  private Map<String, String> services(KindCluster cluster) {
    Map<String, String> services = new TreeMap<>();
    for (JsonNode service : cluster.get("services", "--namespace=" + namespace)) {
      services.put(
          service.at("/metadata/name").asText(),
          service.at("/spec/clusterIP").asText()
              + ":"
              + service.at("/spec/ports/0/nodePort").asText());
    }
    return services;
  }

  private void awaitTheSameServices(Program program) {
    pair.standby()
        .await(
            "both sides list the same Services, and all else alike",
            () ->
                services(pair.standby()).equals(services(pair.primary()))
                    && pair.unlike(List.of(namespace)).isEmpty(),
            () -> "unlike: " + pair.unlike(List.of(namespace)) + "\n" + program.evidence());
  }

  /** Its apiserver writes them down by itself, when it hears of the Services. */
  private void awaitThatTheStandbyKnowsTheAddresses() {
    for (String service : List.of("given", "at-the-node")) {
      String address = services(pair.standby()).get(service).replaceFirst(":.*", "");
      pair.standby()
          .await(
              "the standby's apiserver knows who has " + address,
              () ->
                  pair.standby().get("ipaddresses").stream()
                      .filter(it -> it.at("/metadata/name").asText().equals(address))
                      .anyMatch(it -> it.at("/spec/parentRef/name").asText().equals(service)));
    }
  }

  private void assertThatTheStandbyGivesNoAddressAgain() {
    String given = services(pair.standby()).get("given").replaceFirst(":.*", "");
    String second = service("second", "\"clusterIP\":\"" + given + "\",");
    assertThat(pair.standby().tryApply(second)).as("a second Service at " + given).isFalse();
    assertThat(pair.standby().kubectl().complaint()).contains("already allocated");
  }
}
