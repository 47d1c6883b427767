package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The image's entry point: what the build says, what the files hold, and what the chart repeats.
 */
class ImageFilesTest {
  private static final List<String> ENTRY_POINT =
      List.of("java", "@/app/java-flags", "@/app/etcd-sync");
  private static final Path APP = ProjectFiles.ROOT.resolve("app");

  @Test
  void theBuildNamesTheFilesThatAreThere() {
    assertThat(
            Pattern.compile("<entry>([^<]*)</entry>")
                .matcher(Yaml.text(APP.resolve("pom.xml")))
                .results()
                .map(entry -> entry.group(1))
                .toList())
        .isEqualTo(ENTRY_POINT);
    assertThat(APP.resolve("src/main/jib/app/etcd-sync")).isRegularFile();
    assertThat(ProjectFiles.ROOT.resolve("scripts/lib/java-flags")).isRegularFile();
  }

  @Test
  void theLastLineNamesTheProgram() {
    List<String> lines = Yaml.text(APP.resolve("src/main/jib/app/etcd-sync")).lines().toList();
    String source = lines.getLast().replace('.', '/') + ".java";
    assertThat(Files.exists(APP.resolve("src/main/java").resolve(source))).isTrue();
  }

  @Test
  void theChartRepeatsIt() {
    String template = Yaml.text(ProjectFiles.CHART.resolve("templates/_helpers.tpl"));
    assertThat(template)
        .contains("  - java\n  - \"@/app/java-flags\"\n")
        .contains("  - \"@/app/etcd-sync\"\n");
    assertThat(Yaml.text(ProjectFiles.CHART.resolve("templates/NOTES.txt")))
        .contains("-- " + String.join(" ", ENTRY_POINT) + " status");
  }
}
