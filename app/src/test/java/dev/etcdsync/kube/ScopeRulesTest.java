package dev.etcdsync.kube;

import static dev.etcdsync.kube.ScopeTableTest.rules;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.kube.ScopeTableTest.Rules;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.Key;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that cannot be used are refused in one sentence. */
class ScopeRulesTest {
  private static void refused(Consumer<Rules> change, String sentence) {
    assertThatThrownBy(() -> ScopeTable.of(rules(change), Key.of("/registry/")))
        .isInstanceOf(InvalidSetting.class)
        .hasMessage(sentence);
  }

  @ParameterizedTest
  @CsvSource({"Team", "a_b", "-a", "a.b", "a/b", "*"})
  void whatIsNoNamespace(String name) {
    refused(
        r -> r.namespacesOut = List.of(name),
        "scope.namespaces.out: \"%s\" is no name of a namespace: give 1 to 63 of a-z, 0-9 and -, with no - at either end"
            .formatted(name));
  }

  @Test
  void aNamespaceInBothLists() {
    refused(
        r -> {
          r.namespacesIn = List.of("default");
          r.namespacesOut = List.of("default");
        },
        "scope.namespaces.in: \"default\" stands in scope.namespaces.out, too: take it out of one of them");
  }

  @Test
  void aNamespaceThatIsInAnyway() {
    refused(
        r -> r.namespacesIn = List.of("team-a"),
        "scope.namespaces.in: \"team-a\" is in scope already: this list only takes namespaces back"
            + " that are out by default, which are cert-manager, cpaas-solution, cpaas-system,"
            + " cpaas-system-global-credentials, default, global-credentials, kube-node-lease,"
            + " kube-ovn, kube-public, kube-system, kubevirt, nativestor-system, nsx-system,"
            + " operators");
  }

  @Test
  void aResourceThatIsInAnyway() {
    refused(
        r -> r.resourcesIn = List.of("secrets"),
        "scope.resources.in: \"secrets\" is in scope already: this list only takes back what is out"
            + " or held by default or by a wider rule");
  }

  @Test
  void aResourceInTwoLists() {
    refused(
        r -> {
          r.resourcesOut = List.of("deployments");
          r.resourcesHeld = List.of("apps/deployments:Deployment");
        },
        "scope.resources.held: \"apps/deployments:Deployment\" stands in scope.resources.out, too:"
            + " take it out of one of them");
    refused(
        r -> r.resourcesOut = List.of("deployments", "apps/deployments"),
        "scope.resources.out: \"apps/deployments\" stands there twice: take it away once");
  }

  @Test
  void whatIsHeldWithoutAKind() {
    refused(
        r -> r.resourcesHeld = List.of("batch/cronjobs"),
        "scope.resources.held: \"batch/cronjobs\" names no kind, by which the objects that it owns"
            + " are told, to be held with it: write it like batch/jobs:Job");
    refused(
        r -> r.resourcesHeld = List.of("tekton.dev/*"),
        "scope.resources.held: \"tekton.dev/*\" names a whole group: name each resource with its"
            + " kind, such as batch/jobs:Job");
  }

  @Test
  void whatIsInWithAKind() {
    refused(
        r -> r.resourcesIn = List.of("batch/jobs:Job"),
        "scope.resources.in: \"batch/jobs:Job\" names a kind, which only what is out or held needs:"
            + " write batch/jobs");
  }

  @Test
  void whatIsNoResource() {
    refused(
        r -> r.resourcesOut = List.of("configmap"),
        "scope.resources.out: \"configmap\" is no resource that Kubernetes has of itself: write it"
            + " in the plural, or as GROUP/RESOURCE");
  }

  @Test
  void prefixesThatMeanNothing() {
    refused(
        r -> r.prefixesIn = List.of("/other/"),
        "scope.prefixes.in: \"/other/\" does not begin with the key prefix /registry/, and nothing"
            + " outside it is replicated: correct it");
    refused(
        r -> {
          r.prefixesIn = List.of("/registry/a");
          r.prefixesOut = List.of("/registry/a");
        },
        "scope.prefixes.in: \"/registry/a\" stands in scope.prefixes.out, too: take it out of one of them");
  }
}
