package dev.etcdsync.kube;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Reads the fields of a protobuf message one after the other, those of messages within it, too.
 * Whoever is given a field either takes its content or skips it.
 */
final class WireMessage {
  /** Takes or skips the field that the message stands at. */
  interface Field {
    void read(int number) throws IOException;
  }

  private final CodedInputStream in;
  private int tag;

  WireMessage(byte[] bytes, int from) {
    this.in = CodedInputStream.newInstance(bytes, from, bytes.length - from);
  }

  /** Every field up to the end of this message. */
  void fields(Field field) throws IOException {
    tag = in.readTag();
    while (tag != 0) {
      field.read(WireFormat.getTagFieldNumber(tag));
      tag = in.readTag();
    }
  }

  /** The content of the field as a message of its own. */
  void message(Field field) throws IOException {
    expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int outer = in.pushLimit(in.readRawVarint32());
    fields(field);
    in.popLimit(outer);
  }

  String text() throws IOException {
    expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return in.readStringRequireUtf8();
  }

  long number() throws IOException {
    expect(WireFormat.WIRETYPE_VARINT);
    return in.readInt64();
  }

  /** The size of the field's content, which is passed over. */
  int size() throws IOException {
    expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int size = in.readRawVarint32();
    in.skipRawBytes(size);
    return size;
  }

  void skip() throws IOException {
    int type = WireFormat.getTagWireType(tag);
    // Kubernetes has no groups, and each level of them would cost stack.
    if (type == WireFormat.WIRETYPE_START_GROUP || !in.skipField(tag)) {
      throw new MalformedValueException();
    }
  }

  /** Passes over the rest of the innermost message. */
  void skipRest() throws IOException {
    in.skipRawBytes(Math.max(0, in.getBytesUntilLimit()));
  }

  private void expect(int type) throws IOException {
    if (WireFormat.getTagWireType(tag) != type) {
      throw new MalformedValueException();
    }
  }
}
