package dev.etcdsync.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcdsync.real.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The values that the platform would hand to the chart for answers to the plugin's form. */
final class Form {
  /** The name of the Secret with the token, as the form proposes it. */
  private static final String TOKEN_SECRET = "etcd-sync-active-cluster-token";

  private Form() {}

  /** With the VIP alone, as most people answer it, and the shortest interval. */
  static String values(Path config, Path renderer, String vip) {
    Path folder = Inputs.FOLDER;
    Folders.create(folder);
    Path template = Folders.write(folder.resolve("template"), template(config));
    String data =
        new ObjectMapper()
            .valueToTree(
                Map.of(
                    "Replicas",
                    2,
                    "MiConfig",
                    Map.of(
                        "active",
                        Map.of("vip", vip, "endpoints", "", "tokenSecret", TOKEN_SECRET),
                        "standby",
                        Map.of("endpoints", "auto"),
                        "checkInterval",
                        10,
                        "verbose",
                        false)))
            .toString();
    Path input = Folders.write(folder.resolve("answers.json"), data);
    return Ran.of(
            "platform-template",
            new ProcessBuilder(
                "bash",
                "-c",
                "exec \"$1\" \"$2\" <\"$3\"",
                "bash",
                renderer.toString(),
                template.toString(),
                input.toString()),
            folder.resolve("form"))
        .succeeded();
  }

  private static String template(Path config) {
    try {
      Object read =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(config));
      JsonNode tree = new ObjectMapper().valueToTree(read);
      return tree.path("valuesTemplates").elements().next().asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
