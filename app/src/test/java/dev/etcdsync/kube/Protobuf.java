package dev.etcdsync.kube;

import com.google.protobuf.CodedOutputStream;
import dev.etcdsync.model.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A protobuf message, field by field, and the way in which the apiserver stores one. */
final class Protobuf {
  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  Protobuf text(int field, String text) {
    return write(out -> out.writeString(field, text));
  }

  Protobuf number(int field, long number) {
    return write(out -> out.writeInt64(field, number));
  }

  Protobuf bytes(int field, byte[] bytes) {
    return write(out -> out.writeByteArray(field, bytes));
  }

  Protobuf message(int field, Protobuf message) {
    return bytes(field, message.bytes());
  }

  private Protobuf write(Writing writing) {
    CodedOutputStream out = CodedOutputStream.newInstance(content);
    try {
      writing.to(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  byte[] bytes() {
    return content.toByteArray();
  }

  /** An entry of a map of texts. */
  static Protobuf entry(String key, String value) {
    return new Protobuf().text(1, key).text(2, value);
  }

  static Protobuf owner(String apiVersion, String kind, String name, boolean controller) {
    return new Protobuf()
        .text(1, kind)
        .text(3, name)
        .text(4, "uid-of-" + name)
        .text(5, apiVersion)
        .number(6, controller ? 1 : 0)
        .number(7, 1);
  }

  static Protobuf manager(String name) {
    return new Protobuf()
        .text(1, name)
        .text(2, "Update")
        .text(3, "v1")
        .message(4, new Protobuf().number(1, 1_700_000_000L))
        .text(6, "FieldsV1")
        .message(7, new Protobuf().text(1, "{\"f:data\":{\"f:password\":{}}}"))
        .text(8, "");
  }

  /** This message as the object that the apiserver stores. */
  Value stored(String apiVersion, String kind) {
    byte[] unknown =
        new Protobuf()
            .message(1, new Protobuf().text(1, apiVersion).text(2, kind))
            .message(2, this)
            .text(3, "")
            .text(4, "")
            .bytes();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("k8s\0".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(unknown);
    return Value.wrap(out.toByteArray());
  }
}
