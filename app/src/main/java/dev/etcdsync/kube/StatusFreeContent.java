package dev.etcdsync.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.etcdsync.model.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an object asks for: all of it but what a cluster's own controllers and its apiserver keep in
 * it, which is the status, who manages which field, the generation, and the CA bundles that are put
 * into webhooks. It is only ever compared, never shown.
 *
 * <p>Sources: {@code k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto} (ObjectMeta:
 * resourceVersion 6, generation 7, managedFields 17), {@code k8s.io/api/…/generated.proto} (the
 * status is field 3 of every built-in kind that has one; in others field 3 is something else, such
 * as the binaryData of a ConfigMap), {@code k8s.io/api/admissionregistration/v1/generated.proto}
 * (webhooks 2, clientConfig 2, caBundle 2), and the json tags beside them.
 */
final class StatusFreeContent {
  /** Built-in kinds whose field 3 is a status, in Kubernetes 1.34. */
  private static final Set<String> WITH_STATUS =
      Set.of(
          "CertificateSigningRequest",
          "CronJob",
          "CustomResourceDefinition",
          "DaemonSet",
          "Deployment",
          "FlowSchema",
          "HorizontalPodAutoscaler",
          "Ingress",
          "Job",
          "Namespace",
          "Node",
          "PersistentVolume",
          "PersistentVolumeClaim",
          "Pod",
          "PodDisruptionBudget",
          "PriorityLevelConfiguration",
          "ReplicaSet",
          "ReplicationController",
          "ResourceClaim",
          "ResourceQuota",
          "Service",
          "ServiceCIDR",
          "StatefulSet",
          "StorageVersion",
          "StorageVersionMigration",
          "ValidatingAdmissionPolicy",
          "VolumeAttachment");

  private static final Set<String> WITH_WEBHOOKS =
      Set.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration");

  private static final int METADATA = 1;
  private static final List<List<Integer>> BOOKKEEPING =
      List.of(List.of(METADATA, 6), List.of(METADATA, 7), List.of(METADATA, 17));
  private static final List<Integer> STATUS = List.of(3);
  private static final List<Integer> CA_BUNDLES = List.of(2, 2, 2);

  private static final List<String> BOOKKEEPING_MEMBERS =
      List.of("resourceVersion", "generation", "managedFields");

  private static final ObjectMapper JSON = new ObjectMapper();

  private StatusFreeContent() {}

  /** Whether both ask for the same; false if one of them cannot be read. */
  static boolean isSame(Value one, Value other) {
    Optional<Object> content = of(one);
    return content.isPresent() && content.equals(of(other));
  }

  private static Optional<Object> of(Value value) {
    byte[] bytes = value.bytes();
    try {
      return switch (ValueForm.of(bytes)) {
        case PROTOBUF -> Optional.of(ofProtobuf(bytes));
        case JSON -> Optional.of(ofJson(bytes));
        case ENCRYPTED, CBOR, UNKNOWN -> Optional.empty();
      };
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Object ofProtobuf(byte[] bytes) throws IOException {
    String kind =
        ProtobufObject.read(bytes).map(ObjectMeta::kind).orElseThrow(MalformedValueException::new);
    List<List<Integer>> left = new ArrayList<>();
    BOOKKEEPING.forEach(way -> left.add(inRaw(way)));
    if (WITH_STATUS.contains(kind)) {
      left.add(inRaw(STATUS));
    }
    if (WITH_WEBHOOKS.contains(kind)) {
      left.add(inRaw(CA_BUNDLES));
    }
    int magic = ProtobufObject.MAGIC.length;
    return without(ByteString.copyFrom(bytes, magic, bytes.length - magic), left);
  }

  private static List<Integer> inRaw(List<Integer> way) {
    List<Integer> whole = new ArrayList<>(List.of(ProtobufObject.RAW));
    whole.addAll(way);
    return whole;
  }

  /** A message without the fields that these ways of field numbers lead to. */
  private static UnknownFieldSet without(ByteString message, List<List<Integer>> left)
      throws IOException {
    UnknownFieldSet.Builder fields = UnknownFieldSet.parseFrom(message).toBuilder();
    Map<Integer, List<List<Integer>>> further =
        left.stream()
            .collect(
                Collectors.groupingBy(
                    List::getFirst,
                    Collectors.mapping(way -> way.subList(1, way.size()), Collectors.toList())));
    for (Map.Entry<Integer, List<List<Integer>>> each : further.entrySet()) {
      int number = each.getKey();
      if (!fields.hasField(number)) {
        continue;
      }
      if (each.getValue().stream().anyMatch(List::isEmpty)) {
        fields.clearField(number);
        continue;
      }
      UnknownFieldSet.Field.Builder rest = UnknownFieldSet.Field.newBuilder();
      for (ByteString inner : fields.build().getField(number).getLengthDelimitedList()) {
        rest.addLengthDelimited(without(inner, each.getValue()).toByteString());
      }
      fields.clearField(number).addField(number, rest.build());
    }
    return fields.build();
  }

  private static Object ofJson(byte[] bytes) throws IOException {
    JsonNode object = JSON.readTree(bytes);
    remove(object, "status");
    BOOKKEEPING_MEMBERS.forEach(member -> remove(object.path("metadata"), member));
    remove(object.path("spec").path("conversion").path("webhook").path("clientConfig"), "caBundle");
    object.path("webhooks").forEach(webhook -> remove(webhook.path("clientConfig"), "caBundle"));
    return object;
  }

  private static void remove(JsonNode from, String member) {
    if (from instanceof ObjectNode object) {
      object.remove(member);
    }
  }
}
