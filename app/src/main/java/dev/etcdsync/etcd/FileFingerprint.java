package dev.etcdsync.etcd;

import dev.etcdsync.model.ClusterAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Tells whether files have changed by their content: a mounted Secret changes through a symbolic
 * link, with times that say nothing.
 */
record FileFingerprint(List<Path> files) {

  static FileFingerprint of(ClusterAddress address) {
    List<Path> files = new ArrayList<>();
    address
        .tls()
        .ifPresent(tls -> {
          tls.ca().ifPresent(files::add);
          tls.certificate().ifPresent(files::add);
          tls.key().ifPresent(files::add);
        });
    address.credentials().ifPresent(files::add);
    return new FileFingerprint(List.copyOf(files));
  }

  /** The hash of what the files hold now, one after the other. */
  String now() {
    MessageDigest digest = sha256();
    for (Path file : files) {
      digest.update(hash(file));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of fixed length, so that no byte can move from one file into the next unnoticed. */
  private static byte[] hash(Path file) {
    try {
      return sha256().digest(Files.readAllBytes(file));
    } catch (IOException e) {
      return sha256().digest("unreadable".getBytes(StandardCharsets.UTF_8));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
