package dev.etcdsync.real;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the real etcds are: folders with etcd, etcdctl and etcdutl, one for each version. */
public enum EtcdBinaries {
  V36("etcd36.bin"),
  V35("etcd35.bin");

  private final String property;

  EtcdBinaries(String property) {
    this.property = property;
  }

  public Path etcd() {
    return file("etcd");
  }

  public Path etcdctl() {
    return file("etcdctl");
  }

  Path etcdutl() {
    return file("etcdutl");
  }

  private Path file(String name) {
    return existing(property, Path.of(required(property), name));
  }

  /** The file of the toxiproxy server. */
  static Path toxiproxy() {
    return existing("toxiproxy.bin", Path.of(required("toxiproxy.bin")));
  }

  private static String required(String property) {
    String value = System.getProperty(property, "");
    if (value.isBlank()) {
      throw new IllegalStateException(
          "Give -D" + property + "=…, as scripts/test.sh does: this test runs real servers.");
    }
    return value;
  }

  private static Path existing(String property, Path file) {
    if (!Files.isExecutable(file)) {
      throw new IllegalStateException(
          file + " (of -D" + property + ") is no program that can be run.");
    }
    return file;
  }
}
