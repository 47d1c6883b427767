package dev.etcdsync.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Encryption;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.ScopeRules;
import dev.etcdsync.model.Value;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesScopeTest {
  private static final ScopeRules RULES =
      new ScopeRules(
          List.of("kubevirt", "default"),
          List.of("team-x"),
          List.of("*.cilium.io/*"),
          List.of("example.org/widgets:Widget"),
          List.of("tekton.dev/pipelineruns:PipelineRun"),
          List.of("/registry/a, b=c\n%2C+d"),
          List.of("/registry/ü/"));

  private static final Value JOBS_OWN =
      Value.of(
          """
          {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"c","uid":"u1",
           "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"j","uid":"u2"}]}}\
          """);

  @Test
  void isReadBackFromItsDescription() {
    Scope scope = KubernetesScope.of(RULES, "/registry/");
    Scope again = KubernetesScope.read(scope.description()).orElseThrow();
    assertThat(again.description()).isEqualTo(scope.description());
    assertThat(again.range()).isEqualTo(scope.range());
    for (String key :
        List.of("configmaps/team-x/c", "widgets/x", "cilium.io/x/y", "a, b=c\n%2C+d/e", "ü/x")) {
      Key whole = Key.of("/registry/" + key);
      assertThat(again.placement(whole)).as(key).isEqualTo(scope.placement(whole));
    }
  }

  @Test
  void theOrderOfRulesMeansNothing() {
    ScopeRules one =
        new ScopeRules(
            List.of(),
            List.of("a", "b", "a"),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    ScopeRules other =
        new ScopeRules(
            List.of(), List.of("b", "a"), List.of(), List.of(), List.of(), List.of(), List.of());
    assertThat(KubernetesScope.of(one, "/r/").description())
        .isEqualTo(KubernetesScope.of(other, "/r/").description())
        .isNotEqualTo(KubernetesScope.of(ScopeRules.none(), "/r/").description());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "prefix 2f72", "table=1", "table=0000000000000000\nprefix=%2F"})
  void anotherVersionsDescriptionIsNotUnderstood(String description) {
    assertThat(KubernetesScope.read(description)).isEmpty();
  }

  @Test
  void saysWhatAValueIsEncryptedWith() {
    Scope scope = KubernetesScope.of(ScopeRules.none(), "/registry/");
    assertThat(
            scope.encryption(
                Key.of("/registry/secrets/a/b"), Value.of("k8s:enc:aescbc:v1:key1:x:y")))
        .contains(new Encryption(Key.of("/registry/secrets/"), "secrets", "aescbc:v1", "key1"));
    assertThat(
            scope.encryption(
                Key.of("/registry/example.com/things/a/b"), Value.of("k8s:enc:kms:v2:plugin:x")))
        .contains(
            new Encryption(
                Key.of("/registry/example.com/things/"), "example.com/things", "kms:v2", "plugin"));
    assertThat(scope.encryption(Key.of("/registry/secrets/a/b"), JOBS_OWN)).isEmpty();
    assertThat(scope.encryption(Key.of("/registry/secrets/a/b"), Value.of("k8s:enc:x"))).isEmpty();
  }

  @Test
  void saysWhereAnObjectBelongs() {
    Scope scope = KubernetesScope.of(ScopeRules.none(), "/registry/");
    assertThat(scope.placement(Key.of("/registry/pods/a/b"))).contains(Placement.OUT);
    assertThat(scope.contains(Key.of("/registry/pods/a/b"))).isFalse();
    assertThat(scope.contains(Key.of("/other/pods/a/b"))).isFalse();
    assertThat(scope.placement(Key.of("/registry/jobs/a/b"))).contains(Placement.HELD);
    assertThat(scope.contains(Key.of("/registry/jobs/a/b"))).isTrue();
    Key config = Key.of("/registry/configmaps/a/c");
    assertThat(scope.placement(config)).isEmpty();
    assertThat(scope.placement(config, JOBS_OWN)).isEqualTo(Placement.HELD);
    assertThat(scope.placement(config, Value.of("k8s:enc:aescbc:v1:key1:x")))
        .isEqualTo(Placement.IN);
  }
}
