package dev.etcdsync.cli;

import dev.etcdsync.config.BadInput;
import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import dev.etcdsync.config.SettingsReader;
import dev.etcdsync.model.Durations;
import dev.etcdsync.model.LiveSettings;
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
 * Looks every two seconds whether the configuration file says something else about what can be
 * changed at run time. By content, not by time: a mounted ConfigMap changes through a symbolic
 * link.
 */
final class LiveFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFile.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final SettingSources atStart;
  private final Consumer<LiveSettings> taker;
  private final Thread thread;
  private LiveSettings last;
  private byte[] seen;

  LiveFile(SettingSources atStart, Consumer<LiveSettings> taker) {
    this.atStart = atStart;
    this.taker = taker;
    this.last = new SettingsReader(atStart).live();
    this.seen = content();
    this.thread = Thread.ofPlatform().name("config-file").daemon().unstarted(this::loop);
  }

  /** Starts to look, if there is a file to look at. */
  static LiveFile start(SettingSources atStart, Consumer<LiveSettings> taker) {
    LiveFile live = new LiveFile(atStart, taker);
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
    LiveSettings now = new SettingsReader(changed).live();
    Set<Setting> others = changed.differences(atStart);
    others.removeIf(Setting::isLive);
    if (!others.isEmpty()) {
      LOG.warn(
          "configuration file changed, these need a restart keys={}",
          others.stream().map(Setting::path).collect(Collectors.joining(",")));
    }
    if (!now.equals(last)) {
      last = now;
      LOG.info(
          "configuration file changed, taken over verbose={} checkInterval={}",
          now.verbose(),
          Durations.text(now.checkInterval()));
      taker.accept(now);
    }
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
