package dev.etcdsync.fence;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;
import dev.etcdsync.model.Shortfall;
import dev.etcdsync.model.Value;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * The document that says how far a link's promotion has come, as versioned JSON. Safe for use by
 * several threads.
 */
public final class PromotionDocument {
  private static final int VERSION = 1;

  private final ObjectMapper json = new ObjectMapper();

  public Value write(Promotion promotion) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", VERSION)
            .put("stage", promotion.stage().label())
            .put("revision", promotion.revision())
            .put("primaryRevision", promotion.primaryRevision());
    promotion.shortfall().ifPresent(shortfall -> put(shortfall, node.putObject("incomplete")));
    node.put("by", promotion.by())
        .put("begun", promotion.begun().toString())
        .put("time", promotion.time().toString());
    try {
      return Value.wrap(json.writeValueAsBytes(node));
    } catch (JacksonException e) {
      throw new IllegalStateException("a document of ours cannot be written as JSON", e);
    }
  }

  private static void put(Shortfall shortfall, ObjectNode node) {
    switch (shortfall) {
      case Shortfall.Copying copying -> node.put("copyingSince", copying.since().toString());
      case Shortfall.Part part ->
          node.put("revision", part.revision())
              .put("applied", part.applied())
              .put("total", part.total());
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws UnknownFormatException if it is of another version, or damaged
   */
  public Promotion read(Value value) {
    try {
      JsonNode node = json.readTree(value.bytes());
      if (node == null || node.path("version").asInt() != VERSION) {
        throw new UnknownFormatException(
            "the link's promotion in the standby's etcd is not of format version " + VERSION);
      }
      return new Promotion(
          stage(node.path("stage").asText()),
          node.path("revision").asLong(),
          node.path("primaryRevision").asLong(),
          Optional.ofNullable(node.get("incomplete")).map(PromotionDocument::shortfall),
          node.path("by").asText(),
          Instant.parse(node.path("begun").asText()),
          Instant.parse(node.path("time").asText()));
    } catch (IOException | DateTimeParseException e) {
      throw new UnknownFormatException(
          "the link's promotion in the standby's etcd cannot be read", e);
    }
  }

  private static Shortfall shortfall(JsonNode node) {
    return node.has("copyingSince")
        ? new Shortfall.Copying(Instant.parse(node.path("copyingSince").asText()))
        : new Shortfall.Part(
            node.path("revision").asLong(),
            node.path("applied").asInt(),
            node.path("total").asInt());
  }

  private static Stage stage(String label) {
    for (Stage stage : Stage.values()) {
      if (stage.label().equals(label)) {
        return stage;
      }
    }
    throw new UnknownFormatException("it has an unknown stage \"" + label + "\"");
  }
}
