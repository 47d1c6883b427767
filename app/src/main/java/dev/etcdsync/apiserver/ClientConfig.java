package dev.etcdsync.apiserver;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;

/** An access as fabric8 wants it. */
public final class ClientConfig {
  private ClientConfig() {}

  /**
   * Reads what the access names. Nothing is retried by a client that is made with it.
   *
   * @param timeout how long a connection, and a request, may take
   * @throws RuntimeException if the access cannot be used as it is; its message may repeat parts of
   *     a file that holds secrets
   */
  public static Config of(Access access, Duration timeout) {
    int millis = Math.toIntExact(timeout.toMillis());
    Config given =
        switch (access) {
          case Access.Kubeconfig kubeconfig -> Config.fromKubeconfig(kubeconfig.file().toFile());
          case Access.Pod pod ->
              new ConfigBuilder(Config.empty())
                  .withMasterUrl(pod.url().toString())
                  .withCaCertFile(pod.ca().toString())
                  .withOauthTokenProvider(() -> token(pod))
                  .build();
        };
    return new ConfigBuilder(given)
        .withConnectionTimeout(millis)
        .withRequestTimeout(millis)
        .withRequestRetryBackoffLimit(0)
        .build();
  }

  private static String token(Access.Pod pod) {
    try {
      return Files.readString(pod.token()).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
