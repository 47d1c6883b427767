package dev.etcdsync.kube;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Placement;

/** A row of the table of what is not simply replicated. */
sealed interface TableRow {
  /** The title under which the row stands. */
  String section();

  Placement placement();

  /** What the row speaks of, as the file has it. */
  String what();

  /** One sentence. */
  String reason();

  /** The row as a decision names it. */
  default Decision.Decided decided() {
    return new Decision.Decided(
        placement(),
        "the table's row \"%s %s\": %s".formatted(placement().label(), what(), reason()));
  }

  /** A key outside the apiserver's prefix. */
  record OfKey(String section, Placement placement, Key key, String reason) implements TableRow {
    @Override
    public String what() {
      return "key " + key;
    }
  }

  /** A namespace. */
  record OfNamespace(String section, Placement placement, String namespace, String reason)
      implements TableRow {
    @Override
    public String what() {
      return "namespace " + namespace;
    }
  }

  /**
   * Resources.
   *
   * @param asked the condition as the file has it; empty if there is none
   */
  record OfResource(
      String section,
      Placement placement,
      ResourcePattern pattern,
      Condition condition,
      String asked,
      String reason)
      implements TableRow {
    @Override
    public String what() {
      return asked.isEmpty() ? pattern.text() : pattern.text() + " " + asked;
    }
  }
}
