package dev.etcdsync.real;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prometheus' text format 0.0.4, read line by line as its grammar demands: what does not fit is
 * refused. Shares nothing with what writes it.
 */
public final class Exposition {
  private static final Pattern HELP =
      Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\\\\\n]|\\\\\\\\|\\\\n)*)");
  private static final Pattern TYPE =
      Pattern.compile(
          "# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (NaN|[+-]Inf|[+-]?[0-9][0-9.eE+-]*)( -?\\d+)?");
  private static final Pattern LABEL =
      Pattern.compile(
          "([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\\\\\|\\\\\"|\\\\n)*)\"(,|$)");

  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, String> helps = new TreeMap<>();
  private final Map<String, Double> samples = new TreeMap<>();
  private final List<String> order = new ArrayList<>();

  private Exposition() {}

  /** Reads it; an error for the first line that does not fit. */
  public static Exposition read(String text) {
    if (!text.endsWith("\n")) {
      throw new AssertionError("The last line has no end");
    }
    Exposition exposition = new Exposition();
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty()) {
        exposition.take(line);
      }
    }
    exposition.checkGroups();
    return exposition;
  }

  private void take(String line) {
    if (line.startsWith("#")) {
      Matcher help = HELP.matcher(line);
      Matcher type = TYPE.matcher(line);
      if (help.matches()) {
        once(helps.put(help.group(1), help.group(2)), line);
      } else if (type.matches()) {
        once(types.put(type.group(1), type.group(2)), line);
      } else {
        throw new AssertionError("No HELP and no TYPE: " + line);
      }
      return;
    }
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new AssertionError("No sample: " + line);
    }
    Map<String, String> labels = labels(Optional.ofNullable(sample.group(2)).orElse(""), line);
    String family = family(sample.group(1));
    if (!types.containsKey(family)) {
      throw new AssertionError("Before its TYPE: " + line);
    }
    order.add(family);
    once(samples.put(sample.group(1) + labels, number(sample.group(3))), line);
  }

  private static void once(Object before, String line) {
    if (before != null) {
      throw new AssertionError("Twice: " + line);
    }
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static Map<String, String> labels(String text, String line) {
    Map<String, String> labels = new TreeMap<>();
    Matcher label = LABEL.matcher(text);
    int end = 0;
    while (end < text.length()) {
      if (!label.find(end) || label.start() != end) {
        throw new AssertionError("No label at " + end + ": " + line);
      }
      once(labels.put(label.group(1), label.group(2)), line);
      end = label.end();
    }
    return labels;
  }

  private String family(String sample) {
    for (String suffix : List.of("_bucket", "_sum", "_count")) {
      if (sample.endsWith(suffix)) {
        String name = sample.substring(0, sample.length() - suffix.length());
        if (List.of("histogram", "summary").contains(types.getOrDefault(name, ""))) {
          return name;
        }
      }
    }
    return sample;
  }

  /** All samples of a family stand together. */
  private void checkGroups() {
    Set<String> done = new HashSet<>();
    String last = "";
    for (String family : order) {
      if (!family.equals(last) && !done.add(family)) {
        throw new AssertionError("Its samples do not stand together: " + family);
      }
      last = family;
    }
  }

  /** Type by name of the family. */
  public Map<String, String> types() {
    return types;
  }

  /** Help by name of the family. */
  public Map<String, String> helps() {
    return helps;
  }

  /** Names with their labels, such as {@code up{job=x}}, as Java prints a sorted map. */
  public Set<String> series() {
    return samples.keySet();
  }

  /** The value of a series without labels, or with {@code {a=b, c=d}} behind its name. */
  public double value(String series) {
    Double value = samples.getOrDefault(series, samples.get(series + "{}"));
    if (value == null) {
      throw new AssertionError("There is no " + series + " among " + samples.keySet());
    }
    return value;
  }

  /** Whether anything of a family is there. */
  public boolean has(String family) {
    return types.containsKey(family);
  }
}
