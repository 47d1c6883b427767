package dev.etcdsync.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcdsync.real.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The values that the platform would hand to the chart for answers to the plugin's form. */
final class Form {
  /** The name of the Secret with the token, as the form proposes it. */
  private static final String TOKEN_SECRET = "etcd-sync-active-cluster-token";

  private Form() {}

  /** With the VIP alone, as most people answer it. */
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
                        300,
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
      return Manual.parse(Files.readString(config))
          .path("valuesTemplates")
          .elements()
          .next()
          .asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
