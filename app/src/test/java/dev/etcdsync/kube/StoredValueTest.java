package dev.etcdsync.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.kube.StoredValue.Encrypted;
import dev.etcdsync.kube.StoredValue.Opaque;
import dev.etcdsync.kube.StoredValue.Plain;
import dev.etcdsync.model.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredValueTest {
  private static ObjectMeta meta(Value value) {
    assertThat(StoredValue.read(value)).isInstanceOf(Plain.class);
    return ((Plain) StoredValue.read(value)).meta();
  }

  /** All fields of ObjectMeta, with those that are passed over between them. */
  private static Protobuf metadata(String namespace, String name) {
    return new Protobuf()
        .text(1, name)
        .text(2, "generated-")
        .text(3, namespace)
        .text(4, "/self/link")
        .text(5, "uid-1")
        .text(6, "")
        .number(7, 3)
        .message(8, new Protobuf().number(1, 1_700_000_000L).number(2, 0))
        .message(9, new Protobuf().number(1, 1_700_000_100L))
        .number(10, 30)
        .message(11, Protobuf.entry("app", "web"))
        .message(11, Protobuf.entry("tier", ""))
        .message(12, Protobuf.entry("kubectl.kubernetes.io/last-applied-configuration", "hunter2"))
        .message(13, Protobuf.owner("apps/v1", "ReplicaSet", "web-1", true))
        .message(13, Protobuf.owner("v1", "ConfigMap", "cm", false))
        .text(14, "foregroundDeletion")
        .text(14, "example.com/guard")
        .message(17, Protobuf.manager("kubectl"))
        .message(17, Protobuf.manager("kube-controller-manager"));
  }

  @ParameterizedTest
  @CsvSource({
    "v1,Secret",
    "v1,ConfigMap",
    "v1,Pod",
    "v1,Service",
    "v1,Endpoints",
    "v1,Node",
    "v1,Namespace",
    "v1,PersistentVolume",
    "v1,PersistentVolumeClaim",
    "v1,RangeAllocation",
    "apps/v1,Deployment",
    "apps/v1,StatefulSet",
    "batch/v1,Job",
    "batch/v1,CronJob",
    "coordination.k8s.io/v1,Lease",
    "discovery.k8s.io/v1,EndpointSlice",
    "networking.k8s.io/v1,Ingress",
    "rbac.authorization.k8s.io/v1,ClusterRole",
    "admissionregistration.k8s.io/v1,ValidatingWebhookConfiguration",
  })
  void readsTheMetadataOfBuiltInObjects(String apiVersion, String kind) {
    Value value =
        new Protobuf()
            .message(1, metadata("team-a", "web"))
            .message(2, new Protobuf().text(1, "hunter2"))
            .message(3, new Protobuf().number(9, 1))
            .stored(apiVersion, kind);
    assertThat(meta(value))
        .isEqualTo(
            new ObjectMeta(
                apiVersion,
                kind,
                Optional.of("team-a"),
                "web",
                "uid-1",
                Optional.of(Instant.ofEpochSecond(1_700_000_000L)),
                Map.of("app", "web", "tier", ""),
                List.of(
                    new OwnerReference("apps/v1", "ReplicaSet", "web-1", "uid-of-web-1", true),
                    new OwnerReference("v1", "ConfigMap", "cm", "uid-of-cm", false)),
                List.of("foregroundDeletion", "example.com/guard"),
                true,
                List.of(
                    manager("kubectl", Instant.ofEpochSecond(1_700_000_000L)),
                    manager("kube-controller-manager", Instant.ofEpochSecond(1_700_000_000L)))));
  }

  private static FieldManager manager(String name, Instant time) {
    return new FieldManager(name, "Update", Optional.of(time), "");
  }

  /**
   * Written by hand from the wire format, so that a mistake in our own writer is seen: a ConfigMap
   * a/b with the uid u.
   */
  @Test
  void readsBytesThatNoneOfOurCodeHasWritten() {
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                ("6b387300" // k8s\0
                        + "0a0f 0a02 7631 1209 436f6e6669674d6170" // TypeMeta v1 ConfigMap
                        + "1219 0a09 0a0162 1a0161 2a0175" // raw: metadata
                        + "120c 0a01 6b 12 07 68756e74657232" // data: k = hunter2
                        + "1a00 2200")
                    .replace(" ", ""));
    assertThat(meta(Value.wrap(bytes)))
        .isEqualTo(
            new ObjectMeta(
                "v1",
                "ConfigMap",
                Optional.of("a"),
                "b",
                "u",
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of(),
                false,
                List.of()));
  }

  @Test
  void anObjectOfTheClusterHasNoNamespaceAndAnEmptyTimeIsNone() {
    Value value =
        new Protobuf()
            .message(
                1,
                new Protobuf()
                    .text(1, "n")
                    .text(3, "")
                    .message(8, new Protobuf())
                    .message(9, new Protobuf()))
            .stored("v1", "Node");
    assertThat(meta(value).namespace()).isEmpty();
    assertThat(meta(value).created()).isEmpty();
    assertThat(meta(value).deleting()).isFalse();
  }

  @Test
  void readsTheMetadataOfCustomResources() {
    Value value =
        Value.of(
            """
            {"apiVersion":"cr.bar.com/v1","kind":"Foo","metadata":{
              "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\\"a\\":[1]}"},
              "creationTimestamp":"2025-12-31T23:59:59Z","deletionGracePeriodSeconds":0,
              "deletionTimestamp":"2026-01-01T00:00:00Z","finalizers":["a","b"],"generation":4,
              "labels":{"app":"web"},
              "managedFields":[
                {"apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:a":{".":{},"f:b":{}}},
                 "manager":"kubectl","operation":"Apply","time":"2026-01-01T12:00:00Z"},
                {"manager":"ctl","operation":"Update","subresource":"status","time":"never"}],
              "name":"n","namespace":"team-a",
              "ownerReferences":[{"apiVersion":"v1","blockOwnerDeletion":true,"controller":true,
                "kind":"Pod","name":"p","uid":"u1"},{"apiVersion":"v1","kind":"Pod","name":"q",
                "uid":"u2"}],"uid":"u"},
             "spec":{"deep":[[[{"a":1}]]]}}
            """);
    assertThat(meta(value))
        .isEqualTo(
            new ObjectMeta(
                "cr.bar.com/v1",
                "Foo",
                Optional.of("team-a"),
                "n",
                "u",
                Optional.of(Instant.parse("2025-12-31T23:59:59Z")),
                Map.of("app", "web"),
                List.of(
                    new OwnerReference("v1", "Pod", "p", "u1", true),
                    new OwnerReference("v1", "Pod", "q", "u2", false)),
                List.of("a", "b"),
                true,
                List.of(
                    new FieldManager(
                        "kubectl", "Apply", Optional.of(Instant.parse("2026-01-01T12:00:00Z")), ""),
                    new FieldManager("ctl", "Update", Optional.empty(), "status"))));
  }

  @Test
  void theOrderOfMembersDoesNotMatter() {
    Value value =
        Value.of(
            " {\"spec\":{\"a\":1},\"metadata\":{\"name\":\"n\"},\"kind\":\"K\",\"apiVersion\":\"v1\"}");
    assertThat(meta(value).kind()).isEqualTo("K");
    assertThat(meta(value).apiVersion()).isEqualTo("v1");
    assertThat(meta(value).name()).isEqualTo("n");
  }

  @Test
  void nullCountsAsAbsent() {
    Value value =
        Value.of(
            "{\"apiVersion\":\"v1\",\"kind\":\"K\",\"metadata\":{\"name\":\"n\",\"namespace\":null,"
                + "\"labels\":null,\"ownerReferences\":null,\"finalizers\":null,"
                + "\"deletionTimestamp\":null,\"managedFields\":null,\"creationTimestamp\":null}}");
    assertThat(meta(value).deleting()).isFalse();
    assertThat(meta(value).created()).isEmpty();
    assertThat(meta(value).ownerReferences()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "k8s:enc:aescbc:v1:key1:, aescbc:v1, key1",
    "k8s:enc:aesgcm:v1:key-2:, aesgcm:v1, key-2",
    "k8s:enc:secretbox:v1:k:, secretbox:v1, k",
    "k8s:enc:kms:v1:my-kms:, kms:v1, my-kms",
    "k8s:enc:kms:v2:my-kms:, kms:v2, my-kms",
    "k8s:enc:later:v9:k:, later:v9, k",
  })
  void encryptedValuesNameProviderAndKey(String prefix, String provider, String key) {
    byte[] secret = {1, ':', 2, (byte) 0xff};
    byte[] head = prefix.getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = Arrays.copyOf(head, head.length + secret.length);
    System.arraycopy(secret, 0, bytes, head.length, secret.length);
    assertThat(StoredValue.read(Value.wrap(bytes))).isEqualTo(new Encrypted(provider, key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"k8s:enc:", "k8s:enc:aescbc", "k8s:enc:aescbc:v1:hunter2", "k8s:enc:a:b:c d:e"})
  void anEncryptedValueWithoutAKeysNameTellsNothing(String text) {
    assertThat(StoredValue.read(Value.of(text)))
        .isEqualTo(new Opaque("begins as an encrypted one, but names no provider and key"));
  }

  @Test
  void cborIsSaidToBeUnread() {
    byte[] bytes = {(byte) 0xd9, (byte) 0xd9, (byte) 0xf7, (byte) 0xa0};
    assertThat(StoredValue.read(Value.wrap(bytes)))
        .isEqualTo(new Opaque("is CBOR, which etcd-sync does not read"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hunter2", "[]", "\"{}\"", "k8s", "123"})
  void whatIsNoObjectIsSaidToBeNone(String text) {
    assertThat(StoredValue.read(Value.of(text)))
        .isEqualTo(new Opaque("is neither protobuf nor JSON nor encrypted"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"metadata\":{\"name\":\"hunter2\"",
        "{\"metadata\":{\"name\":5}}",
        "{\"metadata\":[]}",
        "{\"metadata\":{\"labels\":[]}}",
        "{\"metadata\":{\"labels\":{\"a\":{}}}}",
        "{\"metadata\":{\"ownerReferences\":{}}}",
        "{\"metadata\":{\"ownerReferences\":[5]}}",
        "{\"metadata\":{\"ownerReferences\":[{\"controller\":\"hunter2\"}]}}",
        "{hunter2}",
        "{\"a\":hunter2}",
      })
  void damagedJsonIsSaidToBeDamaged(String text) {
    assertThat(StoredValue.read(Value.of(text))).isEqualTo(new Opaque("is damaged"));
  }

  @Test
  void anObjectWithoutMetadataIsOpaque() {
    assertThat(StoredValue.read(Value.of("{}"))).isEqualTo(new Opaque("has no metadata"));
    assertThat(StoredValue.read(new Protobuf().stored("v1", "ConfigMap")))
        .isEqualTo(new Opaque("has no metadata"));
  }

  @Test
  void deepNestingCostsNoStack() {
    String json = "{\"a\":" + "[".repeat(200_000);
    assertThat(StoredValue.read(Value.of(json))).isEqualTo(new Opaque("is damaged"));
    byte[] groups = new byte[200_000];
    Arrays.fill(groups, (byte) (4 << 3 | 3));
    Value nested = new Protobuf().bytes(1, groups).stored("v1", "ConfigMap");
    assertThat(StoredValue.read(nested)).isEqualTo(new Opaque("is damaged"));
  }

  @Test
  void aLengthBeyondTheEndAllocatesNothing() {
    byte[] bytes = HexFormat.of().parseHex("6b3873001affffffff07");
    assertThat(StoredValue.read(Value.wrap(bytes))).isEqualTo(new Opaque("is damaged"));
  }

  @Test
  void anEncodedContentIsNotTakenForAnObject() {
    byte[] unknown =
        new Protobuf()
            .message(2, new Protobuf().message(1, new Protobuf().text(1, "n")))
            .text(3, "gzip")
            .bytes();
    byte[] bytes = new byte[unknown.length + 4];
    System.arraycopy(ProtobufObject.MAGIC, 0, bytes, 0, 4);
    System.arraycopy(unknown, 0, bytes, 4, unknown.length);
    assertThat(StoredValue.read(Value.wrap(bytes))).isEqualTo(new Opaque("is damaged"));
  }

  @Test
  void nothingOfTheContentIsKept() {
    Value protobuf =
        new Protobuf()
            .message(1, metadata("a", "b"))
            .message(2, Protobuf.entry("password", "hunter2"))
            .stored("v1", "Secret");
    Value json =
        Value.of(
            "{\"apiVersion\":\"v1\",\"data\":{\"password\":\"hunter2\"},\"kind\":\"Secret\","
                + "\"metadata\":{\"annotations\":{\"a\":\"hunter2\"},\"name\":\"n\"}}");
    assertThat(StoredValue.read(protobuf).toString()).doesNotContain("hunter2", "password");
    assertThat(StoredValue.read(json).toString()).doesNotContain("hunter2", "password");
  }
}
