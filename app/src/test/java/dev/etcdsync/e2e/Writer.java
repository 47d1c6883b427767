package dev.etcdsync.e2e;

import dev.etcdsync.kind.KindCluster;
import dev.etcdsync.planes.Kubectl;
import dev.etcdsync.real.Folders;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Somebody who makes ConfigMaps in a cluster, until the cluster is gone. */
final class Writer implements AutoCloseable {
  private static final int AT_ONCE = 10;

  /**
   * One that the cluster has acknowledged.
   *
   * @param acknowledged by the clock of this machine, which is that of its nodes
   */
  record Written(String name, Instant acknowledged) {}

  private final Kubectl kubectl;
  private final Path folder = Inputs.FOLDER.resolve("writer");
  private final String namespace;

  /** Of the thread, and of whoever has waited for its end. */
  private final List<Written> written = new ArrayList<>();

  private final Thread thread = Thread.ofVirtual().name("writer").unstarted(this::write);
  private volatile boolean ended;

  private Writer(KindCluster cluster, String namespace) {
    Folders.create(folder);
    this.kubectl = new Kubectl(cluster.kubeconfig(), folder);
    this.namespace = namespace;
  }

  static Writer start(KindCluster cluster, String namespace) {
    Writer writer = new Writer(cluster, namespace);
    writer.thread.start();
    return writer;
  }

  /** The first one of a round. */
  String name(int round) {
    return name(round, 0);
  }

  private static String name(int round, int number) {
    return "written-%03d-%02d".formatted(round, number);
  }

  private void write() {
    for (int round = 0; !ended; round++) {
      StringBuilder objects = new StringBuilder();
      for (int i = 0; i < AT_ONCE; i++) {
        objects.append(
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: %s, name: %s}\n"
                .formatted(namespace, name(round, i)));
      }
      Path file = Folders.write(folder.resolve("objects.yaml"), objects.toString());
      if (!kubectl.succeeds("create", "--filename=" + file, "--request-timeout=5s")) {
        return;
      }
      for (int i = 0; i < AT_ONCE; i++) {
        written.add(new Written(name(round, i), Instant.now()));
      }
    }
  }

  /** All of them in order, once the cluster has taken no more. */
  List<Written> untilItsEnd() {
    join();
    return List.copyOf(written);
  }

  @Override
  public void close() {
    ended = true;
    join();
  }

  private void join() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a writer ends", e);
    }
  }
}
