package dev.etcdsync.planes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The manifests of docs/operations.md with the rights that bootstrap needs. */
public final class RightsManual {
  private RightsManual() {}

  /** The one for a side, {@code primary} or {@code standby}. */
  public static String of(String side) {
    try {
      return Files.readAllLines(Path.of("..", "docs", "operations.md")).stream()
          .dropWhile(line -> !line.startsWith("**Rights at the " + side))
          .dropWhile(line -> !line.startsWith("    apiVersion: "))
          .takeWhile(line -> line.startsWith("    "))
          .map(line -> line.substring(4))
          .collect(Collectors.joining("\n", "", "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
