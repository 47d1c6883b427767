package dev.etcdsync.kube;

import dev.etcdsync.model.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses that a stored Service has within its cluster.
 *
 * <p>Source: {@code k8s.io/api/core/v1/generated.proto} (Service: spec 2; ServiceSpec: clusterIP 3,
 * clusterIPs 18) and the json tags beside it. A headless Service says {@code None}.
 */
public final class ServiceAddresses {
  private static final int SPEC = 2;

  private ServiceAddresses() {}

  /** Its addresses, none if it is headless; empty if the value cannot be read. */
  public static Optional<List<String>> of(Value value) {
    Set<String> found = new LinkedHashSet<>();
    byte[] bytes = value.bytes();
    try {
      switch (ValueForm.of(bytes)) {
        case PROTOBUF -> readProtobuf(bytes, found);
        case JSON -> readJson(bytes, found);
        case CBOR, ENCRYPTED, UNKNOWN -> {
          return Optional.empty();
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    found.remove("");
    found.remove("None");
    return Optional.of(new ArrayList<>(found));
  }

  private static void readProtobuf(byte[] bytes, Set<String> found) throws IOException {
    WireMessage in = new WireMessage(bytes, ProtobufObject.MAGIC.length);
    in.fields(field ->
        within(
            in,
            field == ProtobufObject.RAW,
            () ->
                in.message(part ->
                    within(
                        in,
                        part == SPEC,
                        () ->
                            in.message(address -> {
                              if (address == 3 || address == 18) {
                                found.add(in.text());
                              } else {
                                in.skip();
                              }
                            })))));
  }

  private interface Step {
    void take() throws IOException;
  }

  private static void within(WireMessage in, boolean wanted, Step step) throws IOException {
    if (wanted) {
      step.take();
    } else {
      in.skip();
    }
  }

  private static void readJson(byte[] bytes, Set<String> found) throws IOException {
    try (JsonDocument in = new JsonDocument(bytes)) {
      in.members(member -> {
        if (member.equals("spec")) {
          in.members(part -> {
            switch (part) {
              case "clusterIP" -> found.add(in.text());
              case "clusterIPs" -> in.elements(() -> found.add(in.text()));
              default -> in.skip();
            }
          });
        } else {
          in.skip();
        }
      });
    }
  }
}
