package dev.etcdsync.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourcePatternTest {
  @ParameterizedTest
  @CsvSource({
    "deployments, apps/deployments",
    "apps/deployments, apps/deployments",
    "extensions/deployments, apps/deployments",
    "extensions/ingresses, networking.k8s.io/ingresses",
    "nodes, nodes",
    "services, services",
    "events, events",
    "events.k8s.io/events, events",
    "batch/jobs:Job, batch/jobs",
    "jobs:Job, batch/jobs",
    "cr.bar.com/foos, cr.bar.com/foos",
    "storagemigration.k8s.io/storagestates, storagemigration.k8s.io/storagestates",
  })
  void namesResourcesAsTheApiDoes(String text, String api) {
    assertThat(ResourcePattern.parse(text).api().orElseThrow()).hasToString(api);
  }

  @Test
  void aResourceThatABuiltInGroupMayHaveIsLookedForUnderBothKeys() {
    assertThat(ResourcePattern.parse("scheduling.k8s.io/workloads").targets())
        .containsExactly(
            new ApiResource("scheduling.k8s.io", "workloads"), new ApiResource("", "workloads"));
    assertThat(ResourcePattern.parse("apps/deployments").targets())
        .containsExactly(new ApiResource("apps", "deployments"));
    assertThat(ResourcePattern.parse("cr.bar.com/foos").targets())
        .containsExactly(new ApiResource("cr.bar.com", "foos"));
  }

  @Test
  void groupsMayBeMeantAsAWhole() {
    ResourcePattern group = ResourcePattern.parse("cilium.io/*");
    ResourcePattern below = ResourcePattern.parse("*.cilium.io/*");
    ResourcePattern one = ResourcePattern.parse("cilium.io/ciliumnodes");
    ResourcePattern sub = ResourcePattern.parse("a.cilium.io/things");
    assertThat(List.of(group, below).stream().allMatch(it -> it.covers(one))).isTrue();
    assertThat(below.covers(group)).isTrue();
    assertThat(below.covers(sub)).isTrue();
    assertThat(group.covers(sub)).isFalse();
    assertThat(group.covers(below)).isFalse();
    assertThat(one.covers(group)).isFalse();
    assertThat(below.covers(ResourcePattern.parse("notcilium.io/things"))).isFalse();
    assertThat(group.sameAs(ResourcePattern.parse("cilium.io/*"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | is no resource",
        "Deployment | is no resource",
        "apps/v1/deployments | is no resource",
        "/registry/pods | is no resource",
        "a b | is no resource",
        "batch/jobs:job | is no resource",
        "batch/jobs: | is no resource",
        "deployment | is no resource that Kubernetes has of itself",
        "widgets | is no resource that Kubernetes has of itself",
        "app/deployments | names a group that Kubernetes does not have",
        "services/specs | names a group that Kubernetes does not have",
        "* | means everything",
        "apps/*:Thing | gives one kind to many resources",
        "*.cr.bar.com/foos | takes one resource of many groups",
      })
  void refusesWhatItCannotUse(String text, String problem) {
    assertThatThrownBy(() -> ResourcePattern.parse(text)).hasMessageStartingWith(problem);
  }
}
