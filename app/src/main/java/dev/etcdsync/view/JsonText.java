package dev.etcdsync.view;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;

/** How JSON is shown: indented, so that people can read it, too. */
public final class JsonText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonText() {}

  /** Prints it, and ends the line. */
  public static void print(JsonNode node, PrintWriter out) {
    out.println(of(node));
  }

  /** The text, without an end of line. */
  public static String of(JsonNode node) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    } catch (JacksonException e) {
      throw new IllegalStateException("what is to be shown cannot be written as JSON", e);
    }
  }

  /** Writes a document of any length. */
  interface Writing {
    void to(JsonGenerator out) throws IOException;
  }

  /** Writes it, ends the line, and leaves {@code out} open. */
  static void write(Writing document, Writer out) {
    try {
      JsonGenerator generator =
          JSON.writerWithDefaultPrettyPrinter()
              .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
              .createGenerator(out);
      try (generator) {
        document.to(generator);
      }
      out.write(System.lineSeparator());
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
