package dev.etcdsync.fence;

import static dev.etcdsync.fence.VersionedJson.number;
import static dev.etcdsync.fence.VersionedJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;
import dev.etcdsync.model.Shortfall;
import dev.etcdsync.model.Value;
import java.time.Instant;
import java.util.Optional;

/**
 * The document that says how far a link's promotion has come, as versioned JSON. Safe for use by
 * several threads.
 */
public final class PromotionDocument {
  private final VersionedJson json = new VersionedJson();

  public Value write(Promotion promotion) {
    return json.value(json.begin().setAll(tree(promotion)));
  }

  /** The same without a version, for whoever shows it as part of something. */
  public static ObjectNode tree(Promotion promotion) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("stage", promotion.stage().label())
            .put("revision", promotion.revision())
            .put("primaryRevision", promotion.primaryRevision());
    promotion.shortfall().ifPresent(shortfall -> put(shortfall, node.putObject("incomplete")));
    return node.put("by", promotion.by())
        .put("begun", promotion.begun().toString())
        .put("time", promotion.time().toString());
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
    return json.read(
        "promotion",
        value,
        node ->
            new Promotion(
                stage(text(node, "stage")),
                number(node, "revision"),
                number(node, "primaryRevision"),
                Optional.ofNullable(node.get("incomplete")).map(PromotionDocument::shortfall),
                text(node, "by"),
                Instant.parse(text(node, "begun")),
                Instant.parse(text(node, "time"))));
  }

  private static Shortfall shortfall(JsonNode node) {
    return node.has("copyingSince")
        ? new Shortfall.Copying(Instant.parse(text(node, "copyingSince")))
        : new Shortfall.Part(
            number(node, "revision"), (int) number(node, "applied"), (int) number(node, "total"));
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
