package dev.etcdsync.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What scripts/package.sh makes without a registry. */
@Tag("chart")
class PackageIT {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void putsEverythingInItsPlaceWithOneVersion(Helm helm) throws IOException {
    String said = packageIt(helm, "--version", "1.2.3", "--project", "mirror/dr").succeeded();
    Path packed = folder.resolve("v1.2.3").resolve("chart-etcd-sync-v1.2.3.tgz");
    assertThat(packed).isRegularFile();
    JsonNode sbom = Yaml.read(folder.resolve("v1.2.3").resolve("etcd-sync-v1.2.3.cdx.json"));
    assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(sbom.at("/metadata/component/name").asText()).isEqualTo("etcd-sync");
    assertThat(sbom.path("components"))
        .as("what runs is in it, what tests it is not")
        .extracting(it -> it.path("name").asText())
        .contains("jetcd-core", "picocli")
        .doesNotContain("assertj-core");
    Path unpacked = folder.resolve("unpacked");
    Files.createDirectory(unpacked);
    Ran.of(List.of("tar", "-xzf", packed.toString(), "-C", unpacked.toString())).succeeded();
    Path chart = unpacked.resolve("chart-etcd-sync");
    assertThat(chart.resolve("ci")).doesNotExist();
    assertThat(FieldTable.files()).allSatisfy(it -> assertThat(chart.resolve(it)).exists());

    JsonNode plugin = Yaml.read(chart.resolve("module-plugin.yaml"));
    assertThat(FieldTable.of("module-plugin.yaml").faults(plugin)).isEmpty();
    JsonNode release = plugin.at("/spec/appReleases/0/chartVersions/0");
    assertThat(plugin.at("/spec/version").asText()).isEqualTo("v1.2.3");
    assertThat(release.path("version").asText()).isEqualTo("v1.2.3");
    assertThat(release.path("name").asText()).isEqualTo("mirror/dr/chart-etcd-sync");
    assertThat(plugin.at("/spec/mainChart").asText()).isEqualTo("mirror/dr/chart-etcd-sync");
    JsonNode config = Yaml.read(chart.resolve("scripts").resolve("plugin-config.yaml"));
    assertThat(FieldTable.of("plugin-config.yaml").faults(config)).isEmpty();
    assertThat(config.path("valuesTemplates").fieldNames().next())
        .isEqualTo("mirror/dr/chart-etcd-sync");
    assertThat(Yaml.read(chart.resolve("Chart.yaml")).path("version").asText()).isEqualTo("v1.2.3");
    JsonNode image = Yaml.read(chart.resolve("values.yaml")).at("/global/images/etcd-sync");
    assertThat(image.path("tag").asText()).isEqualTo("1.2.3");
    assertThat(image.path("support_arm")).isEqualTo(BooleanNode.TRUE);
    assertThat(image.path("repository").asText()).isEqualTo("mirror/dr/etcd-sync");

    Rendered rendered =
        Rendered.of(helm.template(chart, List.of(ProjectFiles.ciValues("default"))).succeeded());
    assertThat(rendered.replica().at("/spec/containers/0/image").asText())
        .isEqualTo("mirror/dr/etcd-sync:1.2.3");
    assertThat(said)
        .contains(
            "violet create etcd-sync-replicator"
                + " --artifact REGISTRY/mirror/dr/chart-etcd-sync:v1.2.3",
            "violet package etcd-sync-replicator",
            "--dest-repo STANDBY_VIP:11443",
            "--platform-address https://STANDBY_PLATFORM_ADDRESS",
            "--platform-address https://PRIMARY_PLATFORM_ADDRESS");
  }

  /** violet exports an image for the platforms that the chart says. */
  @ParameterizedTest
  @EnumSource
  void saysForWhichPlatformsTheImageIs(Helm helm) {
    String said =
        packageIt(
                helm,
                "--platforms",
                "linux/amd64",
                "--base",
                "tar://" + ProjectFiles.ROOT.relativize(ProjectFiles.VALUES))
            .succeeded();
    String version =
        "v" + Yaml.read(ProjectFiles.CHART.resolve("Chart.yaml")).path("version").asText();
    JsonNode image =
        Yaml.read(folder.resolve(version).resolve("chart-etcd-sync/values.yaml"))
            .at("/global/images/etcd-sync");
    assertThat(image.path("support_arm")).isEqualTo(BooleanNode.FALSE);
    assertThat(said)
        .contains(
            version + " --platforms linux/amd64 ",
            "-Djib.from.platforms=linux/amd64 -Dimage.base=tar://" + ProjectFiles.VALUES);
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhatItCannotUse(Helm helm) {
    assertThat(packageIt(helm, "--version", "next").failed()).contains("\"next\" is no version");
    assertThat(packageIt(helm, "--registry", "https://r.example/x").failed())
        .contains("is no registry");
    assertThat(packageIt(helm, "--registri", "x").failed()).contains("\"--registri\" is unknown");
    assertThat(packageIt(helm, "--platforms", "amd64").failed())
        .contains("\"amd64\" is no list of platforms", "linux/amd64, linux/arm64, or both");
    assertThat(packageIt(helm, "--platforms").failed()).contains("--platforms needs a value");
    assertThat(packageIt(helm, "--base", "a base").failed()).contains("\"a base\" is no image");
    assertThat(packageIt(helm, "--base", "tar://" + folder.resolve("none")).failed())
        .contains("there is no file \"" + folder.resolve("none") + "\"");
    assertThat(packageIt(helm, "--base", "tar://" + ProjectFiles.VALUES).failed())
        .contains("has one platform: say which, by --platforms linux/amd64");
    assertThat(Files.exists(folder.resolve("vnext"))).isFalse();
  }

  private Ran packageIt(Helm helm, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "HELM=" + helm.program(),
                "bash",
                ProjectFiles.ROOT.resolve("scripts/package.sh").toString(),
                "--output",
                folder.toString()));
    command.addAll(List.of(arguments));
    return Ran.of(command);
  }
}
