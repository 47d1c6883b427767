package dev.etcdsync.kube;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads the members of a JSON object one after the other, those of objects within it, too. Whoever
 * is given a member either takes its content or skips it. A member that is null counts as absent.
 */
final class JsonDocument implements AutoCloseable {
  /** Takes or skips the member that the document stands at. */
  interface Member {
    void read(String name) throws IOException;
  }

  /** Takes or skips the element that the document stands at. */
  interface Element {
    void read() throws IOException;
  }

  // Member names are as many as there are objects: interning them, or refusing a value because some
  // collide, is of no use.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  private final JsonParser in;
  private boolean enough;

  JsonDocument(byte[] bytes) throws IOException {
    this.in = FACTORY.createParser(bytes);
    in.nextToken();
  }

  /** Every member of the object that the document stands at, until there is {@link #enough}. */
  void members(Member member) throws IOException {
    if (!opens(JsonToken.START_OBJECT)) {
      return;
    }
    while (!enough && next() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      next();
      member.read(name);
    }
  }

  /** Every element of the array that the document stands at. */
  void elements(Element element) throws IOException {
    if (!opens(JsonToken.START_ARRAY)) {
      return;
    }
    while (next() != JsonToken.END_ARRAY) {
      element.read();
    }
  }

  /** Whether the content is an array. */
  boolean isArray() {
    return in.hasToken(JsonToken.START_ARRAY);
  }

  /** Whether the content is null. */
  boolean isNull() {
    return in.hasToken(JsonToken.VALUE_NULL);
  }

  String text() throws IOException {
    if (isNull()) {
      return "";
    }
    if (!in.hasToken(JsonToken.VALUE_STRING)) {
      throw new MalformedValueException();
    }
    return in.getText();
  }

  boolean yes() throws IOException {
    if (in.hasToken(JsonToken.VALUE_TRUE)) {
      return true;
    }
    if (in.hasToken(JsonToken.VALUE_FALSE) || isNull()) {
      return false;
    }
    throw new MalformedValueException();
  }

  void skip() throws IOException {
    in.skipChildren();
  }

  /** Nothing more is wanted of the document. */
  void enough() {
    enough = true;
  }

  private boolean opens(JsonToken token) throws IOException {
    if (in.hasToken(token)) {
      return true;
    }
    if (isNull()) {
      return false;
    }
    throw new MalformedValueException();
  }

  private JsonToken next() throws IOException {
    JsonToken token = in.nextToken();
    if (token == null) {
      throw new MalformedValueException();
    }
    return token;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
