package dev.etcdsync.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The chart and the plugin's files in the checkout. */
final class ProjectFiles {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path CHART = ROOT.resolve("chart");
  static final Path VALUES = CHART.resolve("values.yaml");
  static final Path PLUGIN = ROOT.resolve("plugin-manifest");

  private ProjectFiles() {}

  /** The values files that the chart must be able to do with. */
  static List<Path> everyValues() {
    try (var files = Files.list(CHART.resolve("ci"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One of them, by the word that its name begins with. */
  static Path ciValues(String name) {
    Path file = CHART.resolve("ci").resolve(name + "-values.yaml");
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(file + " does not exist");
    }
    return file;
  }
}
