package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pictures of docs/pictures were made, or looked at, since what they show was changed. */
class PicturesTest {
  private static final String PAGE = "app/src/main/resources/dev/etcdsync/monitor/page";
  private static final String FORM = "plugin-manifest/plugin-config.yaml";

  @Test
  void showWhatThePageAndTheFormAreMadeOf() throws Exception {
    Map<String, String> recorded =
        Files.readAllLines(ProjectFiles.ROOT.resolve("docs/pictures/sources.txt")).stream()
            .map(line -> line.split("  ", 2))
            .collect(Collectors.toMap(it -> it[1], it -> it[0]));
    assertThat(sources())
        .as(
            "run scripts/pictures.sh and look at the pictures, or at the page and run it with --keep")
        .isEqualTo(recorded);
  }

  private static Map<String, String> sources() throws Exception {
    Map<String, String> sources = new TreeMap<>(Map.of(FORM, digest(FORM)));
    try (Stream<Path> files = Files.list(ProjectFiles.ROOT.resolve(PAGE))) {
      for (Path file : files.toList()) {
        String name = PAGE + "/" + file.getFileName();
        sources.put(name, digest(name));
      }
    }
    return sources;
  }

  private static String digest(String name) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256")
                .digest(Files.readAllBytes(ProjectFiles.ROOT.resolve(name))));
  }
}
