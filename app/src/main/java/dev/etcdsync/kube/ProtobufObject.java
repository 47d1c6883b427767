package dev.etcdsync.kube;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads the metadata of a built-in object as the apiserver stores it: the bytes {@code k8s\0}, then
 * a {@code runtime.Unknown} whose raw content has the metadata in field 1.
 *
 * <p>Sources: {@code k8s.io/apimachinery/pkg/runtime/generated.proto} (Unknown: typeMeta 1, raw 2,
 * contentEncoding 3; TypeMeta: apiVersion 1, kind 2), {@code pkg/runtime/serializer/protobuf} (the
 * first four bytes), {@code pkg/apis/meta/v1/generated.proto} (ObjectMeta and its parts), and
 * {@code k8s.io/api/…/generated.proto}, where every stored type has ObjectMeta as field 1.
 */
final class ProtobufObject {
  /** What every stored protobuf begins with. */
  static final byte[] MAGIC = {'k', '8', 's', 0};

  /** Where {@code runtime.Unknown} has the object. */
  static final int RAW = 2;

  private final WireMessage in;
  private final ObjectMetaBuilder meta = new ObjectMetaBuilder();
  private boolean found;

  private ProtobufObject(byte[] bytes) {
    this.in = new WireMessage(bytes, MAGIC.length);
  }

  /** Empty if the object has no metadata. */
  static Optional<ObjectMeta> read(byte[] bytes) throws IOException {
    ProtobufObject object = new ProtobufObject(bytes);
    object.unknown();
    return object.found ? Optional.of(object.meta.build()) : Optional.empty();
  }

  private void unknown() throws IOException {
    in.fields(field -> {
      switch (field) {
        case 1 -> in.message(this::typeMeta);
        case RAW -> in.message(this::object);
        case 3 -> {
          if (in.size() > 0) {
            throw new MalformedValueException();
          }
        }
        default -> in.skip();
      }
    });
  }

  private void typeMeta(int field) throws IOException {
    switch (field) {
      case 1 -> meta.apiVersion = in.text();
      case 2 -> meta.kind = in.text();
      default -> in.skip();
    }
  }

  private void object(int field) throws IOException {
    if (field == 1) {
      found = true;
      in.message(this::metadata);
      in.skipRest();
    } else {
      in.skip();
    }
  }

  private void metadata(int field) throws IOException {
    switch (field) {
      case 1 -> meta.name = in.text();
      case 3 -> meta.namespace = in.text();
      case 5 -> meta.uid = in.text();
      case 8 -> created();
      // An empty Time is Go's zero time: none.
      case 9 -> meta.deleting = in.size() > 0;
      case 11 -> label();
      case 13 -> ownerReference();
      case 14 -> meta.finalizers.add(in.text());
      case 17 -> manager();
      default -> in.skip();
    }
  }

  /** An entry of a map: key 1, value 2. */
  private void label() throws IOException {
    String[] entry = {"", ""};
    in.message(field -> {
      switch (field) {
        case 1, 2 -> entry[field - 1] = in.text();
        default -> in.skip();
      }
    });
    meta.labels.put(entry[0], entry[1]);
  }

  private void ownerReference() throws IOException {
    String[] texts = {"", "", "", "", "", ""};
    boolean[] controller = {false};
    in.message(field -> {
      switch (field) {
        case 1, 3, 4, 5 -> texts[field] = in.text();
        case 6 -> controller[0] = in.number() != 0;
        default -> in.skip();
      }
    });
    meta.ownerReferences.add(
        new OwnerReference(texts[5], texts[1], texts[3], texts[4], controller[0]));
  }

  private void manager() throws IOException {
    String[] texts = {"", "", "", "", "", "", "", "", ""};
    long[] time = {0, 0};
    in.message(field -> {
      switch (field) {
        case 1, 2, 8 -> texts[field] = in.text();
        case 4 -> time(time);
        default -> in.skip();
      }
    });
    meta.managers.add(new FieldManager(texts[1], texts[2], instant(time), texts[8]));
  }

  private void created() throws IOException {
    long[] time = {0, 0};
    time(time);
    meta.created = instant(time);
  }

  /** A Time: seconds 1, nanos 2. */
  private void time(long[] parts) throws IOException {
    in.message(part -> {
      switch (part) {
        case 1, 2 -> parts[part - 1] = in.number();
        default -> in.skip();
      }
    });
  }

  private static Optional<Instant> instant(long[] time) {
    try {
      return time[0] == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(time[0], time[1]));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
