package dev.etcdsync.kube;

import dev.etcdsync.model.Digest;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads the table of what is not simply replicated; {@code scope-table.txt} explains its own form.
 * A file that does not have it is a mistake of ours, found by a test.
 */
final class TableFile {
  private static final String NAME = "scope-table.txt";

  private final List<TableRow> rows = new ArrayList<>();
  private String section = "";
  private Optional<String> head = Optional.empty();
  private final List<String> reason = new ArrayList<>();

  private TableFile() {}

  /** Tells tables that decide differently apart. Comments and reasons do not count. */
  static String digest() {
    Digest digest = Digest.EMPTY.with("1");
    for (String line : TextResource.lines(NAME)) {
      if (!line.isBlank() && !line.startsWith("#") && !Character.isWhitespace(line.charAt(0))) {
        digest = digest.with(line);
      }
    }
    return digest.text();
  }

  /** The rows of the program's own file, in its order. */
  static List<TableRow> read() {
    return parse(TextResource.lines(NAME));
  }

  /**
   * @throws IllegalStateException if a line cannot be understood
   */
  static List<TableRow> parse(List<String> lines) {
    TableFile file = new TableFile();
    lines.forEach(file::take);
    file.finish();
    return List.copyOf(file.rows);
  }

  private void take(String line) {
    if (line.isBlank() || line.startsWith("#")) {
      return;
    }
    if (line.startsWith(" ")) {
      reason.add(line.strip());
      return;
    }
    finish();
    if (line.startsWith("[") && line.endsWith("]")) {
      section = line.substring(1, line.length() - 1);
    } else {
      head = Optional.of(line.strip());
    }
  }

  private void finish() {
    if (head.isPresent()) {
      rows.add(row(head.get(), String.join(" ", reason)));
    } else if (!reason.isEmpty()) {
      throw new IllegalStateException(NAME + " has a reason without a row: " + reason.getFirst());
    }
    head = Optional.empty();
    reason.clear();
  }

  private TableRow row(String line, String because) {
    String[] words = line.split(" +", -1);
    if (words.length < 2 || words.length > 3 || because.isEmpty()) {
      throw bad(line);
    }
    Placement placement = placement(words[0]).orElseThrow(() -> bad(line));
    String last = words[words.length - 1];
    return switch (words[1]) {
      case "key", "namespace" -> {
        if (words.length != 3 || placement != Placement.OUT) {
          throw bad(line);
        }
        yield words[1].equals("key")
            ? new TableRow.OfKey(section, placement, Key.of(last), because)
            : new TableRow.OfNamespace(section, placement, last, because);
      }
      default -> {
        String asked = words.length == 3 ? last : "";
        Condition condition = condition(asked).orElseThrow(() -> bad(line));
        try {
          ResourcePattern pattern = ResourcePattern.parse(words[1]);
          yield new TableRow.OfResource(section, placement, pattern, condition, asked, because);
        } catch (IllegalArgumentException e) {
          throw new IllegalStateException(NAME + ": " + words[1] + " " + e.getMessage(), e);
        }
      }
    };
  }

  private static Optional<Placement> placement(String word) {
    return Arrays.stream(Placement.values()).filter(it -> it.label().equals(word)).findFirst();
  }

  private static Optional<Condition> condition(String text) {
    String[] parts = text.split("=", 3);
    return switch (parts[0] + "/" + parts.length) {
      case "/1" -> Optional.of(new Condition.Always());
      case "name/2" -> Optional.of(named(parts[1]));
      case "label/3" -> Optional.of(new Condition.Labelled(parts[1], parts[2]));
      case "manager/2" -> Optional.of(new Condition.ManagedBy(parts[1]));
      case "names-something-out/1" -> Optional.of(new Condition.NamesSomethingOut());
      default -> Optional.empty();
    };
  }

  private static Condition named(String name) {
    return name.endsWith("*")
        ? new Condition.NamedLike(name.substring(0, name.length() - 1))
        : new Condition.Named(name);
  }

  private static IllegalStateException bad(String line) {
    return new IllegalStateException(NAME + " has a row that cannot be understood: " + line);
  }
}
