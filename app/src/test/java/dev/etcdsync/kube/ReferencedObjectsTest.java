package dev.etcdsync.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Value;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencedObjectsTest {
  private static final ApiResource VOLUMES = new ApiResource("", "persistentvolumes");
  private static final ApiResource CONTENTS =
      new ApiResource("snapshot.storage.k8s.io", "volumesnapshotcontents");
  private static final ApiResource WEBHOOKS =
      new ApiResource("admissionregistration.k8s.io", "validatingwebhookconfigurations");
  private static final ObjectReference CLAIM =
      new ObjectReference(
          "PersistentVolumeClaim",
          new ObjectKey("", "persistentvolumeclaims", Optional.of("team-a"), "data"),
          "u");

  private static Protobuf named(String name) {
    return new Protobuf().text(1, name);
  }

  @Test
  void aVolumeNamesItsClaim() {
    Value value =
        new Protobuf()
            .message(1, named("pv"))
            .message(
                2,
                new Protobuf()
                    .message(1, Protobuf.entry("storage", "1Gi"))
                    .message(2, new Protobuf().text(3, "hunter2"))
                    .text(3, "ReadWriteOnce")
                    .message(
                        4,
                        new Protobuf()
                            .text(1, "PersistentVolumeClaim")
                            .text(2, "team-a")
                            .text(3, "data")
                            .text(4, "u")
                            .text(5, "v1")
                            .text(6, "77")
                            .text(7, ""))
                    .text(5, "Delete"))
            .stored("v1", "PersistentVolume");
    assertThat(ReferencedObjects.of(VOLUMES, value)).contains(List.of(CLAIM));
  }

  @Test
  void aVolumeStoredAsJsonNamesItsClaimToo() {
    Value value =
        Value.of(
            "{\"spec\":{\"capacity\":{\"a\":\"1\"},\"claimRef\":{\"apiVersion\":\"v1\","
                + "\"kind\":\"PersistentVolumeClaim\",\"name\":\"data\",\"namespace\":\"team-a\","
                + "\"uid\":\"u\"}},\"status\":{\"claimRef\":{\"name\":\"other\"}}}");
    assertThat(ReferencedObjects.of(VOLUMES, value)).contains(List.of(CLAIM));
  }

  @Test
  void aFreeVolumeNamesNothing() {
    Value value =
        new Protobuf().message(1, named("pv")).message(2, new Protobuf()).stored("v1", "PV");
    assertThat(ReferencedObjects.of(VOLUMES, value)).contains(List.of());
    assertThat(ReferencedObjects.of(VOLUMES, Value.of("{\"spec\":{\"claimRef\":null}}")))
        .contains(List.of());
  }

  @Test
  void theContentOfASnapshotNamesIt() {
    Value value =
        Value.of(
            "{\"metadata\":{\"name\":\"c\"},\"spec\":{\"deletionPolicy\":\"Delete\","
                + "\"source\":{\"volumeHandle\":\"h\"},\"volumeSnapshotRef\":{"
                + "\"name\":\"s\",\"namespace\":\"team-a\",\"uid\":\"u\"}}}");
    assertThat(ReferencedObjects.of(CONTENTS, value))
        .contains(
            List.of(
                new ObjectReference(
                    "VolumeSnapshot",
                    new ObjectKey(
                        "snapshot.storage.k8s.io", "volumesnapshots", Optional.of("team-a"), "s"),
                    "u")));
  }

  @Test
  void webhooksNameTheirServices() {
    Value value =
        new Protobuf()
            .message(1, named("hooks"))
            .message(2, webhook("a", new Protobuf().message(1, service("ns-1", "svc-1"))))
            .message(2, webhook("b", new Protobuf().text(3, "https://example.com")))
            .message(
                2,
                webhook(
                    "c", new Protobuf().message(1, service("ns-2", "svc-2")).text(2, "hunter2")))
            .stored("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration");
    assertThat(ReferencedObjects.of(WEBHOOKS, value))
        .contains(List.of(service("ns-1/svc-1"), service("ns-2/svc-2")));
  }

  private static Protobuf webhook(String name, Protobuf clientConfig) {
    return new Protobuf().text(1, name).message(2, clientConfig).text(4, "Fail");
  }

  private static ObjectReference service(String path) {
    ObjectKey key =
        ObjectKey.parse(Key.of("/registry"), Key.of("/registry/services/specs/" + path))
            .orElseThrow();
    return new ObjectReference("Service", key, "");
  }

  private static Protobuf service(String namespace, String name) {
    return new Protobuf().text(1, namespace).text(2, name).text(3, "/path").number(4, 443);
  }

  @Test
  void webhooksStoredAsJsonNameTheirServicesToo() {
    Value value =
        Value.of(
            "{\"webhooks\":[{\"clientConfig\":{\"service\":{\"namespace\":\"ns-1\",\"name\":\"s\","
                + "\"port\":443}}},{\"clientConfig\":{\"url\":\"https://example.com\"}}]}");
    assertThat(ReferencedObjects.of(WEBHOOKS, value)).contains(List.of(service("ns-1/s")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "k8s:enc:aescbc:v1:k:x",
        "{\"spec\":",
        "{\"spec\":5}",
        "{\"spec\":{\"claimRef\":1}}"
      })
  void whatCannotBeReadIsSaidToBeSo(String text) {
    assertThat(ReferencedObjects.of(VOLUMES, Value.of(text))).isEmpty();
  }

  @Test
  void otherResourcesNameNothingAndAreNotRead() {
    assertThat(ReferencedObjects.of(new ApiResource("", "secrets"), Value.of("{")))
        .contains(List.of());
    assertThat(ReferencedObjects.isNaming(new ApiResource("", "secrets"))).isFalse();
    assertThat(ReferencedObjects.isNaming(VOLUMES)).isTrue();
  }
}
