package dev.etcdsync.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.etcdsync.model.Key;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeyTest {
  private static final Key REGISTRY = Key.of("/registry/");

  private static Optional<ObjectKey> parse(String key) {
    return ObjectKey.parse(REGISTRY, Key.of(key));
  }

  /** The paths are those of test/integration/etcd/data.go. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "/registry/configmaps/ns/cm1, '', configmaps, ns, cm1, configmaps",
        "/registry/services/specs/ns/svc, '', services/specs, ns, svc, services",
        "/registry/services/endpoints/ns/ep, '', services/endpoints, ns, ep, endpoints",
        "/registry/minions/node1, '', minions, -, node1, nodes",
        "/registry/controllers/ns/rc1, '', controllers, ns, rc1, replicationcontrollers",
        "/registry/ingress/ns/ing, '', ingress, ns, ing, networking.k8s.io/ingresses",
        "/registry/deployments/ns/d, '', deployments, ns, d, apps/deployments",
        "/registry/cronjobs/ns/c, '', cronjobs, ns, c, batch/cronjobs",
        "/registry/namespaces/ns, '', namespaces, -, ns, namespaces",
        "/registry/events/ns/a.17ab, '', events, ns, a.17ab, events",
        "/registry/ipaddresses/192.168.1.3, '', ipaddresses, -, 192.168.1.3,"
            + " networking.k8s.io/ipaddresses",
        "/registry/ipaddresses/2001:db8::1, '', ipaddresses, -, 2001:db8::1,"
            + " networking.k8s.io/ipaddresses",
        "/registry/ranges/serviceips, '', ranges, -, serviceips, ranges",
        "/registry/masterleases/10.0.0.1, '', masterleases, -, 10.0.0.1, masterleases",
        "/registry/clusterroles/system:aggregate-to-edit, '', clusterroles, -,"
            + " system:aggregate-to-edit, rbac.authorization.k8s.io/clusterroles",
        "/registry/apiregistration.k8s.io/apiservices/v1.apps, apiregistration.k8s.io,"
            + " apiservices, -, v1.apps, apiregistration.k8s.io/apiservices",
        "/registry/apiextensions.k8s.io/customresourcedefinitions/foos.cr.bar.com,"
            + " apiextensions.k8s.io, customresourcedefinitions, -, foos.cr.bar.com,"
            + " apiextensions.k8s.io/customresourcedefinitions",
        "/registry/cr.bar.com/foos/ns/cr1, cr.bar.com, foos, ns, cr1, cr.bar.com/foos",
        "/registry/awesome.bears.com/pandas/p3, awesome.bears.com, pandas, -, p3,"
            + " awesome.bears.com/pandas",
        "/registry/newthings/ns/x, '', newthings, ns, x, newthings",
        "/registry/clusterroles/my role, '', clusterroles, -, my role,"
            + " rbac.authorization.k8s.io/clusterroles",
        "/registry/clusterroles/rôle, '', clusterroles, -, rôle,"
            + " rbac.authorization.k8s.io/clusterroles",
      })
  void takesKeysApart(
      String key, String group, String resource, String namespace, String name, String api) {
    assertThat(parse(key))
        .contains(new ObjectKey(group, resource, Optional.ofNullable(namespace), name));
    assertThat(parse(key).orElseThrow().api()).hasToString(api);
    assertThat(parse(key).orElseThrow().under(REGISTRY)).isEqualTo(Key.of(key));
    assertThat(parse(key).orElseThrow().under(Key.of("/registry"))).isEqualTo(Key.of(key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/registry",
        "/registry/",
        "/registry/configmaps",
        "/registry/configmaps/",
        "/registry/configmaps/ns/",
        "/registry/configmaps//cm1",
        "/registry//ns/cm1",
        "/registry/configmaps/ns/cm1/",
        "/registry/configmaps/ns/cm1/more",
        "/registry/services/ns/svc",
        "/registry/services/specs",
        "/registry/services/specs/svc",
        "/registry/services/specs/ns/svc/more",
        "/registry/services/others/ns/svc",
        "/registry/cr.bar.com/foos",
        "/registry/cr.bar.com/foos/",
        "/registry/cr.bar.com/foos/ns/cr1/more",
        "/registry/configmaps/ns/a\u0000b",
        "/registry/configmaps/ns/a\nb",
        "/other/configmaps/ns/cm1",
        "compact_rev_key",
      })
  void whatDoesNotHaveTheFormOfAnObjectsKeyIsNone(String key) {
    assertThat(parse(key)).isEmpty();
  }

  @Test
  void bytesThatAreNoTextAreNone() {
    Key key = REGISTRY.append("configmaps/ns/").append(Key.of(new byte[] {(byte) 0xc3, 0x28}));
    assertThat(ObjectKey.parse(REGISTRY, key)).isEmpty();
  }

  @Test
  void thePrefixMayLackItsSlash() {
    Key key = Key.of("/registry/pods/ns/p");
    assertThat(ObjectKey.parse(Key.of("/registry"), key))
        .isEqualTo(ObjectKey.parse(REGISTRY, key))
        .isPresent();
    assertThat(ObjectKey.parse(Key.of("/registry"), Key.of("/registryx/pods/ns/p"))).isEmpty();
    assertThat(ObjectKey.parse(Key.of("/registry"), Key.of("/registry"))).isEmpty();
    assertThat(ObjectKey.parse(Key.of("/kubernetes.io"), Key.of("/kubernetes.io/pods/ns/p")))
        .isPresent();
  }

  @Test
  void aNamespaceBelongsToTheNamespaceThatItNames() {
    assertThat(parse("/registry/namespaces/team-a").orElseThrow().belongsTo()).contains("team-a");
    assertThat(parse("/registry/secrets/team-a/s").orElseThrow().belongsTo()).contains("team-a");
    assertThat(parse("/registry/minions/node1").orElseThrow().belongsTo()).isEmpty();
    assertThat(parse("/registry/cr.bar.com/namespaces/x").orElseThrow().belongsTo()).isEmpty();
  }

  @Property(tries = 1000)
  void noKeyIsTooOdd(@ForAll byte[] bytes) {
    Key key = REGISTRY.append(Key.of(bytes));
    assertThatCode(() -> ObjectKey.parse(REGISTRY, key)).doesNotThrowAnyException();
    assertThatCode(() -> ObjectKey.parse(REGISTRY, Key.of(bytes))).doesNotThrowAnyException();
  }
}
