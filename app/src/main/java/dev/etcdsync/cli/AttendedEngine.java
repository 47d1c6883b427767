package dev.etcdsync.cli;

import dev.etcdsync.events.LeaseEvents;
import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.monitor.Monitor;
import java.util.Optional;

/** An engine with those that tell of it for as long as it runs. */
record AttendedEngine(Engine engine, Optional<Monitor> monitor, Optional<LeaseEvents> events)
    implements Engine {
  @Override
  public ExitCode run() {
    try {
      return engine.run();
    } finally {
      events.ifPresent(LeaseEvents::close);
      monitor.ifPresent(Monitor::close);
    }
  }

  @Override
  public void requestStop() {
    engine.requestStop();
  }

  @Override
  public void live(LiveSettings now) {
    engine.live(now);
    monitor.ifPresent(open -> open.live(now));
  }
}
