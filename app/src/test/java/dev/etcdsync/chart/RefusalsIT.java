package dev.etcdsync.chart;

import static dev.etcdsync.chart.ProjectFiles.ciValues;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart refuses to render, in words that name the value. */
@Tag("chart")
class RefusalsIT {
  static Stream<Arguments> refused() {
    return Stream.of(
            new String[] {
              "primary.endpoints=[\"https://10.1.0.2:2379\"]",
              "primary.endpoints and standby.endpoints both name 10.1.0.2:2379"
            },
            new String[] {
              "primary.endpoints=[\"https://10.9.9.9:2379\",\"HTTPS://10.1.0.1:2379/\"]", "primary"
            },
            new String[] {
              "primary.endpoints=\"https://10.9.9.9:2379, https://10.1.0.3:2379/\"",
              "primary.endpoints and standby.endpoints both name 10.1.0.3:2379"
            },
            new String[] {
              "primary={\"vip\":\"10.1.0.1\",\"endpoints\":[]}",
              "primary.endpoints and standby.endpoints both name 10.1.0.1:2379"
            },
            new String[] {
              "standby.endpoints=[\"https://ETCD.example:2379\"],"
                  + "primary.endpoints=[\"https://etcd.example:2379\"]",
              "both name etcd.example:2379"
            },
            new String[] {"primary.endpoints=[]", "primary.endpoints and primary.vip are empty"},
            new String[] {
              "standby.endpoints=\"auto\"", "no control-plane node can be seen from here"
            },
            new String[] {
              "primary.endpoints=[\"https://a:2379\",\"http://b:2379\"]",
              "some are http and some are https"
            },
            new String[] {
              "standby.endpoints=[\"auto\",\"https://10.1.0.1:2379\"]", "write auto alone"
            },
            new String[] {"standby.endpoints=\"auto,https://10.1.0.1:2379\"", "/standby/endpoints"},
            new String[] {"primary.endpoint=[\"https://10.0.0.1:2379\"]", "endpoint"},
            new String[] {"primary.tls.certificate=\"x\"", "certificate"},
            new String[] {"timing.checkIntervall=\"5m\"", "checkIntervall"},
            new String[] {"timing.checkInterval=300", "checkInterval"},
            new String[] {"timing.checkInterval=\"5 minutes\"", "checkInterval"},
            new String[] {"scope.namespaces.inn=[\"a\"]", "inn"},
            new String[] {"bootstrap.caSecret=\"etcd-ca\"", "caSecret"},
            new String[] {"bootstrap.standby.caSecret=\"etcd-ca\"", "caSecret"},
            new String[] {"bootstrap.apiserver=\"10.0.0.100\"", "apiserver"},
            new String[] {"bootstrap.apiserver=\"https://fd00::1:6443\"", "apiserver"},
            new String[] {"bootstrap.apiserver=\"https://10.0.0.100:99999\"", "apiserver"},
            new String[] {"bootstrap.enable=false", "enable"},
            new String[] {"bootstrap.timeout=\"90\"", "timeout"},
            new String[] {"bootstrap.timeout=\"90000000s\"", "timeout"},
            new String[] {"replicas=\"two\"", "replicas"},
            new String[] {"replicas=9", "replicas"},
            new String[] {"link=\"Two Words\"", "link"},
            new String[] {"verbose=\"yes\"", "verbose"},
            new String[] {"encryption.probe=\"off\"", "probe"},
            new String[] {"fullnameOverride=\"" + "a".repeat(51) + "\"", "fullnameOverride"},
            new String[] {"global.registry.address=\"https://registry.example\"", "address"},
            new String[] {"global.registry.address=\"registry.example:99999\"", "address"},
            new String[] {"deletions.percent=101", "percent"},
            // A line of a values file that has lost what stood behind the colon.
            new String[] {"gate.enabled=null", "enabled"},
            new String[] {"gate=null", "gate"},
            new String[] {"primary.tokenSecret=null", "tokenSecret"},
            new String[] {"standby.tls.secret=null", "secret"},
            new String[] {"replicas=null", "replicas"},
            new String[] {"fullnameOverride=\"on\"", "fullnameOverride"},
            new String[] {"priorityClassName=\"x\\nhostNetwork: true\"", "priorityClassName"})
        .flatMap(it -> Stream.of(Helm.values()).map(helm -> Arguments.of(helm, it[0], it[1])));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefused(Helm helm, String set, String words) {
    String[] sets = set.split(",(?=[a-z]+\\.endpoints=)", -1);
    assertThat(helm.refuse(ciValues("default"), sets))
        .contains(words)
        .doesNotContain("nil pointer");
  }

  static Stream<Arguments> bad() {
    return Endpoints.BAD.stream()
        .flatMap(bad -> Stream.of(Helm.values()).map(helm -> Arguments.of(helm, bad)));
  }

  /** By the schema, which repeats what was given; whoever skips it gets a sentence. */
  @ParameterizedTest
  @MethodSource("bad")
  void whatIsNoEndpointIsRefusedBySchemaAndTemplate(Helm helm, Endpoints.Bad bad) {
    String one = "primary.endpoints=[\"%s\"]".formatted(bad.text());
    assertThat(helm.refuse(ciValues("default"), one)).contains("/primary/endpoints/0", bad.text());
    assertThat(helm.refuseWithoutSchema(ciValues("default"), one))
        .contains("primary.endpoints: ", bad.why())
        .doesNotContain("user:word");
    String text = "standby.endpoints=\"https://10.1.0.1:2379, %s\"".formatted(bad.text());
    assertThat(helm.refuse(ciValues("default"), text)).contains("/standby/endpoints");
    assertThat(helm.refuseWithoutSchema(ciValues("default"), text))
        .contains("standby.endpoints: ", bad.why())
        .doesNotContain("user:word");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsAnEndpointIsTaken(Helm helm) {
    List<String> expected = Endpoints.GOOD.stream().map(it -> it.replaceAll("/$", "")).toList();
    for (String given :
        List.of(
            "primary.endpoints=" + Yaml.json(Endpoints.GOOD),
            "primary.endpoints=" + Yaml.json(String.join(" , ", Endpoints.GOOD)))) {
      for (Rendered rendered :
          List.of(
              helm.render(ciValues("default"), given),
              helm.renderWithoutSchema(ciValues("default"), given))) {
        List<String> endpoints = new ArrayList<>();
        Yaml.parse(rendered.configuration())
            .at("/primary/endpoints")
            .forEach(it -> endpoints.add(it.asText()));
        assertThat(endpoints).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRootAndGlobalAreOpenForThePlatform(Helm helm) {
    Rendered rendered =
        helm.render(
            ciValues("default"),
            "somethingElse={\"a\":1}",
            "global.somethingElse={\"a\":1}",
            "global.registry.somethingElse=1",
            "global.images.other={\"repository\":\"other\"}");
    assertThat(rendered.objects()).isEqualTo(helm.render(ciValues("default")).objects());
  }
}
