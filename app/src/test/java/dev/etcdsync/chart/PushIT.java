package dev.etcdsync.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What scripts/package.sh brings to a registry, and that chart and image find each other there. */
@Tag("chart")
@Tag("alone")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PushIT {
  private static final String VERSION = "1.2.3";
  private static final String PROJECT = "mirror/dr";
  private static final String IMAGE = PROJECT + "/etcd-sync";
  private static final String CHART = PROJECT + "/chart-etcd-sync";
  private static final List<String> ARCHITECTURES = List.of("amd64", "arm64");
  private static final Duration BUILD = Duration.ofMinutes(5);

  private Path folder;
  private Registry registry;
  private String base = "";

  @BeforeAll
  void push(@TempDir Path given) {
    folder = given;
    registry = Registry.start(folder);
    base = registry.address() + "/" + pushBase();
    // In a checkout of its own: other tests run what is built in this one.
    Path checkout = copyOfCheckout("checkout");
    Ran.of(
            List.of(
                "env",
                "HELM=" + Helm.V4.program(),
                "bash",
                checkout.resolve("scripts/package.sh").toString(),
                "--registry",
                registry.address(),
                "--plain-http",
                "--project",
                PROJECT,
                "--version",
                VERSION,
                "--base",
                base,
                "--platforms",
                "linux/arm64,linux/amd64",
                "--output",
                folder.resolve("package").toString()),
            BUILD)
        .succeeded();
  }

  @AfterAll
  void end() {
    if (registry != null) {
      registry.close();
    }
  }

  /** An image with nothing in it for two platforms; returns where it is in the registry. */
  private String pushBase() {
    String repository = "base/java";
    byte[] tar = new byte[1024];
    byte[] layer = zipped(tar);
    registry.push(repository, layer);
    List<Map<String, Object>> manifests = new ArrayList<>();
    for (String architecture : ARCHITECTURES) {
      byte[] config =
          bytes(
              Map.of(
                  "architecture",
                  architecture,
                  "os",
                  "linux",
                  "config",
                  Map.of("Env", List.of("PATH=/opt/java/" + architecture)),
                  "rootfs",
                  Map.of("type", "layers", "diff_ids", List.of(Registry.digest(tar)))));
      registry.push(repository, config);
      byte[] manifest =
          bytes(
              Map.of(
                  "schemaVersion",
                  2,
                  "mediaType",
                  Registry.MANIFEST,
                  "config",
                  entry("application/vnd.docker.container.image.v1+json", config),
                  "layers",
                  List.of(entry("application/vnd.docker.image.rootfs.diff.tar.gzip", layer))));
      registry.push(repository, Registry.MANIFEST, "", manifest);
      Map<String, Object> listed = new HashMap<>(entry(Registry.MANIFEST, manifest));
      listed.put("platform", Map.of("architecture", architecture, "os", "linux"));
      manifests.add(listed);
    }
    Map<String, Object> list =
        Map.of("schemaVersion", 2, "mediaType", Registry.MANIFESTS, "manifests", manifests);
    registry.push(repository, Registry.MANIFESTS, "latest", bytes(list));
    return repository + ":latest";
  }

  private static Map<String, Object> entry(String type, byte[] content) {
    return Map.of("mediaType", type, "size", content.length, "digest", Registry.digest(content));
  }

  private static byte[] bytes(Map<String, Object> json) {
    return Yaml.json(json).getBytes(UTF_8);
  }

  private static byte[] zipped(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private Path copyOfCheckout(String name) {
    Path copy = folder.resolve(name);
    String command =
        ("mkdir '%s' && cd '%s'"
                + " && tar --exclude=./.git --exclude=./app/target -cf - . | tar -xf - -C '%s'")
            .formatted(copy, ProjectFiles.ROOT, copy);
    Ran.of(List.of("bash", "-c", command)).succeeded();
    return copy;
  }

  @Test
  void theImageIsThereForBothPlatforms() {
    JsonNode list = registry.manifest(IMAGE, VERSION);
    List<String> found = new ArrayList<>();
    for (JsonNode one : list.path("manifests")) {
      JsonNode config = config(registry.manifest(IMAGE, one.path("digest").asText()));
      String architecture = config.path("architecture").asText();
      assertThat(one.at("/platform/architecture").asText()).isEqualTo(architecture);
      assertThat(config.at("/config/Env/0").asText())
          .as("of the base for this platform")
          .isEqualTo("PATH=/opt/java/" + architecture);
      assertThat(config.at("/config/Entrypoint").toString())
          .isEqualTo("[\"java\",\"@/app/java-flags\",\"@/app/etcd-sync\"]");
      assertThat(config.at("/config/User").asText()).isEqualTo("65532:65532");
      found.add(architecture);
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(ARCHITECTURES);
  }

  private JsonNode config(JsonNode manifest) {
    assertThat(manifest.path("layers")).hasSizeGreaterThan(2);
    return registry.blob(IMAGE, manifest.at("/config/digest").asText());
  }

  /** Whoever doubts an image can make it again, elsewhere and later. */
  @Test
  void theSameSourcesGiveTheSameImage() {
    Path elsewhere = copyOfCheckout("another-checkout");
    Ran.of(
            List.of(
                "bash",
                elsewhere.resolve("scripts/image.sh").toString(),
                "push",
                registry.address() + "/" + IMAGE + ":again",
                "-Djib.allowInsecureRegistries=true",
                "-Djib.from.platforms=linux/amd64,linux/arm64",
                "-Dimage.base=" + base),
            BUILD)
        .succeeded();
    // It names the manifests of both platforms by digest, and these their layers.
    assertThat(registry.manifest(IMAGE, "again")).isEqualTo(registry.manifest(IMAGE, VERSION));
  }

  @Test
  void theChartIsThereAndNamesTheImage() throws IOException {
    Path pulled = Files.createDirectory(folder.resolve("pulled"));
    Ran.of(
            List.of(
                Helm.V3.program(),
                "pull",
                "oci://" + registry.address() + "/" + CHART,
                "--version=v" + VERSION,
                "--plain-http",
                "--destination=" + pulled))
        .succeeded();
    Path chart = pulled.resolve("chart-etcd-sync-v" + VERSION + ".tgz");
    assertThat(Files.readAllBytes(chart))
        .isEqualTo(
            Files.readAllBytes(
                folder.resolve("package/v" + VERSION).resolve(chart.getFileName().toString())));
    Rendered rendered =
        Rendered.of(Helm.V4.template(chart, List.of(ProjectFiles.ciValues("default"))).succeeded());
    assertThat(
            Stream.concat(rendered.pods().stream(), Stream.of(rendered.replica()))
                .map(pod -> pod.at("/spec/containers/0/image").asText())
                .distinct())
        .containsExactly(registry.address() + "/" + IMAGE + ":" + VERSION);
  }
}
