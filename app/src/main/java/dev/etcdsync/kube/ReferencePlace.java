package dev.etcdsync.kube;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where objects of one kind name another object.
 *
 * @param kind of the other object, unless the reference says it itself
 * @param group of the other object's key
 * @param resource of the other object's key
 * @param members the way through the JSON form; an array on the way means each of its elements
 * @param numbers the way through the protobuf form, from the object on
 * @param fields what the reference's own fields are in protobuf
 */
record ReferencePlace(
    String kind,
    String group,
    String resource,
    List<String> members,
    List<Integer> numbers,
    Fields fields) {
  /** The number of a field that the reference does not have. */
  static final int ABSENT = -1;

  /** Field numbers of a reference. */
  record Fields(int kind, int namespace, int name, int uid) {}

  void readProtobuf(byte[] bytes, Consumer<ObjectReference> found) throws IOException {
    WireMessage in = new WireMessage(bytes, ProtobufObject.MAGIC.length);
    in.fields(field -> {
      if (field == ProtobufObject.RAW) {
        descend(in, 0, found);
      } else {
        in.skip();
      }
    });
  }

  private void descend(WireMessage in, int depth, Consumer<ObjectReference> found)
      throws IOException {
    if (depth == numbers.size()) {
      reference(in, found);
      return;
    }
    in.message(field -> {
      if (field == numbers.get(depth)) {
        descend(in, depth + 1, found);
      } else {
        in.skip();
      }
    });
  }

  private void reference(WireMessage in, Consumer<ObjectReference> found) throws IOException {
    String[] texts = {kind, "", "", ""};
    in.message(field -> {
      int part = List.of(fields.kind, fields.namespace, fields.name, fields.uid).indexOf(field);
      if (part >= 0) {
        texts[part] = in.text();
      } else {
        in.skip();
      }
    });
    found.accept(made(texts));
  }

  void readJson(byte[] bytes, Consumer<ObjectReference> found) throws IOException {
    try (JsonDocument in = new JsonDocument(bytes)) {
      descend(in, 0, found);
    }
  }

  private void descend(JsonDocument in, int depth, Consumer<ObjectReference> found)
      throws IOException {
    if (in.isArray()) {
      in.elements(() -> inObject(in, depth, found));
    } else {
      inObject(in, depth, found);
    }
  }

  private void inObject(JsonDocument in, int depth, Consumer<ObjectReference> found)
      throws IOException {
    if (depth == members.size()) {
      reference(in, found);
      return;
    }
    in.members(member -> {
      if (member.equals(members.get(depth))) {
        descend(in, depth + 1, found);
      } else {
        in.skip();
      }
    });
  }

  private void reference(JsonDocument in, Consumer<ObjectReference> found) throws IOException {
    if (in.isNull()) {
      return;
    }
    String[] texts = {kind, "", "", ""};
    in.members(member -> {
      int part = List.of("kind", "namespace", "name", "uid").indexOf(member);
      if (part >= 0) {
        texts[part] = in.text();
      } else {
        in.skip();
      }
    });
    found.accept(made(texts));
  }

  private ObjectReference made(String[] texts) {
    return new ObjectReference(
        texts[0].isEmpty() ? kind : texts[0],
        new ObjectKey(
            group,
            resource,
            texts[1].isEmpty() ? Optional.empty() : Optional.of(texts[1]),
            texts[2]),
        texts[3]);
  }
}
