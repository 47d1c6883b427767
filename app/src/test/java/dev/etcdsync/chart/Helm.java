package dev.etcdsync.chart;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The Helms that the chart is for. */
enum Helm {
  V3("helm3.bin"),
  V4("helm4.bin");

  static final String NAMESPACE = "cpaas-system";
  static final String RELEASE = "a-release";

  private static final Map<Given, Rendered> RENDERED = new ConcurrentHashMap<>();

  private final String property;

  Helm(String property) {
    this.property = property;
  }

  /**
   * The objects that a user gets with these values; `set` as helm's option --set-json. The chart's
   * own values are rendered once for all tests.
   */
  Rendered render(Path values, String... set) {
    return set.length == 0 && values.startsWith(ProjectFiles.CHART)
        ? RENDERED.computeIfAbsent(new Given(this, values), it -> it.helm().rendered(it.values()))
        : rendered(values, set);
  }

  private Rendered rendered(Path values, String... set) {
    return Rendered.of(template(ProjectFiles.CHART, List.of(values), set).succeeded());
  }

  /** What it says when it refuses these values. */
  String refuse(Path values, String... set) {
    return template(ProjectFiles.CHART, List.of(values), set).failed();
  }

  /** The same where nobody holds them against the schema, as some who render charts do not. */
  String refuseWithoutSchema(Path values, String... set) {
    return withoutSchema(values, set).failed();
  }

  Rendered renderWithoutSchema(Path values, String... set) {
    return Rendered.of(withoutSchema(values, set).succeeded());
  }

  private Ran withoutSchema(Path values, String... set) {
    return template(ProjectFiles.CHART, List.of(values), List.of("--skip-schema-validation"), set);
  }

  /**
   * What a user gets who has a cluster in sight, so that the chart can look something up there. The
   * cluster itself is left to look at what comes out.
   */
  Rendered renderAt(Path kubeconfig, Path values) {
    return Rendered.of(
        template(
                ProjectFiles.CHART,
                List.of(values),
                List.of(
                    "--dry-run=server",
                    "--disable-openapi-validation",
                    "--kubeconfig=" + kubeconfig))
            .succeeded());
  }

  /** What an installation in a namespace would tell the user who does it. */
  String notesAt(Path kubeconfig, String namespace, Path values) {
    String said =
        Ran.of(
                List.of(
                    program(),
                    "install",
                    RELEASE,
                    ProjectFiles.CHART.toString(),
                    "--namespace=" + namespace,
                    "--values=" + values,
                    "--dry-run=server",
                    "--disable-openapi-validation",
                    "--kubeconfig=" + kubeconfig))
            .succeeded();
    return said.substring(said.indexOf("NOTES:"));
  }

  private record Given(Helm helm, Path values) {}

  Ran template(Path chart, List<Path> values, String... set) {
    return template(chart, values, List.of(), set);
  }

  private Ran template(Path chart, List<Path> values, List<String> options, String... set) {
    List<String> command =
        new ArrayList<>(
            List.of(
                program(),
                "template",
                RELEASE,
                chart.toString(),
                "--namespace=" + NAMESPACE,
                "--kube-version=1.34.4"));
    command.addAll(options);
    values.forEach(file -> command.add("--values=" + file));
    Arrays.stream(set).forEach(it -> command.add("--set-json=" + it));
    return Ran.of(command);
  }

  Ran lint(Path chart, Path values) {
    return Ran.of(List.of(program(), "lint", "--strict", chart.toString(), "--values=" + values));
  }

  String program() {
    return program(property);
  }

  /** The file that a property names, as scripts/test.sh gives it. */
  static String program(String property) {
    String file = System.getProperty(property, "");
    if (file.isBlank() || !Files.isExecutable(Path.of(file))) {
      throw new IllegalStateException(
          "Give -D" + property + "=… with a program, as scripts/test.sh does.");
    }
    return file;
  }
}
