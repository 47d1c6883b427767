package dev.etcdsync.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A small file that a setting names.
 *
 * @param setting path of the setting, for messages
 */
record SettingFile(String setting, Path path) {
  private static final int MOST_BYTES = 4 * 1024 * 1024;

  /**
   * Its content now. What is not UTF-8 becomes a replacement character: a stray byte in a comment
   * must not make a certificate unreadable.
   */
  String read() {
    try {
      if (Files.isDirectory(path)) {
        throw unusable("is a directory: give a file");
      }
      if (Files.size(path) > MOST_BYTES) {
        throw unusable("is larger than 4MiB: give the right file");
      }
      return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw unusable("does not exist: give an existing file");
    } catch (IOException e) {
      throw unusable("cannot be read: check its permissions");
    }
  }

  /** An error that names the file; the problem reads on after its name. */
  InvalidSetting unusable(String problem) {
    return new InvalidSetting(setting, path + " " + problem);
  }
}
