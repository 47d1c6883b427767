package dev.etcdsync.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;

/** How commands print JSON: indented, so that people can read it, too. */
final class JsonText {
  private JsonText() {}

  static void print(JsonNode node, PrintWriter out) {
    try {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(node));
    } catch (JacksonException e) {
      throw new IllegalStateException("what is to be shown cannot be written as JSON", e);
    }
  }
}
