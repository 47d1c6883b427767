package dev.etcdsync.cli;

import dev.etcdsync.config.BadInput;
import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import dev.etcdsync.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every two seconds whether the configuration file says something else about {@code verbose}.
 * By content, not by time: a mounted ConfigMap changes through a symbolic link.
 */
final class LiveVerbose implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveVerbose.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final SettingSources atStart;
  private final Consumer<Boolean> verbose;
  private final Thread thread;
  private byte[] seen;

  LiveVerbose(SettingSources atStart, Consumer<Boolean> verbose) {
    this.atStart = atStart;
    this.verbose = verbose;
    this.seen = content();
    this.thread = Thread.ofPlatform().name("config-file").daemon().unstarted(this::loop);
  }

  /** Starts to look, if there is a file to look at. */
  static LiveVerbose start(SettingSources atStart, Consumer<Boolean> verbose) {
    LiveVerbose live = new LiveVerbose(atStart, verbose);
    if (atStart.file().isPresent()) {
      live.thread.start();
    }
    return live;
  }

  /** One look. Called by one thread only. */
  void look() {
    byte[] now = content();
    if (Arrays.equals(now, seen)) {
      return;
    }
    seen = now;
    try {
      apply(atStart.reread());
    } catch (BadInput e) {
      LOG.warn("configuration file ignored, what it said before stays: {}", e.sentence());
    }
  }

  private void apply(SettingSources changed) {
    boolean on = new SettingsReader(changed).verbose();
    Set<Setting> others = changed.differences(atStart);
    others.remove(Setting.VERBOSE);
    if (!others.isEmpty()) {
      LOG.warn(
          "configuration file changed, all but verbose needs a restart keys={}",
          others.stream().map(Setting::path).collect(Collectors.joining(",")));
    }
    verbose.accept(on);
  }

  private void loop() {
    try {
      while (true) {
        Thread.sleep(INTERVAL);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] content() {
    try {
      return atStart.file().isPresent() ? Files.readAllBytes(atStart.file().get()) : new byte[0];
    } catch (IOException e) {
      // Unreadable is a content of its own: the attempt to use it says why, once.
      return new byte[0];
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
