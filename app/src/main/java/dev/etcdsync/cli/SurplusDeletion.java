package dev.etcdsync.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which keys to delete, and how.
 *
 * @param keys by name; none if all are meant
 * @param dryRun whether only to say what would be done
 * @param file where values go; empty: a file of its own in the working directory
 */
record SurplusDeletion(List<String> keys, boolean dryRun, Optional<Path> file) {
  SurplusDeletion {
    keys = List.copyOf(keys);
  }
}
