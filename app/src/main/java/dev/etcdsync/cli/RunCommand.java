package dev.etcdsync.cli;

import dev.etcdsync.config.RunSettings;
import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import dev.etcdsync.config.SettingsReader;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code etcd-sync run}: replicates until stopped or deposed. */
@Command(
    name = "run",
    customSynopsis = "etcd-sync run --primary URL[,URL...] --standby URL[,URL...] [OPTIONS]",
    description = {
      "Makes the standby's etcd equal to the primary's, and keeps it so.",
      "An etcd that does not answer is waited for; SIGTERM and SIGINT stop."
    })
final class RunCommand implements Callable<Integer> {
  private final Program program;
  private final Map<String, String> environment;
  private final SettingOptions options = new SettingOptions(EnumSet.allOf(Setting.class));

  RunCommand(Program program, Map<String, String> environment) {
    this.program = program;
    this.environment = environment;
  }

  CommandSpec spec() {
    return options.specOf(this);
  }

  @Override
  public Integer call() {
    SettingSources sources = SettingSources.merge(options.given(), options.file(), environment);
    SettingsReader reader = new SettingsReader(sources);
    Logs.format(reader.logFormat());
    RunSettings settings = reader.forRun();
    Engine engine = reader.named(() -> program.engine(settings));
    engine.live(settings.live());
    StopOnSignal stop = StopOnSignal.install(engine::requestStop);
    ExitCode code = ExitCode.UNEXPECTED;
    try (LiveFile _ = LiveFile.start(sources, engine::live)) {
      code = engine.run();
    } finally {
      stop.ended(code);
    }
    return code.code();
  }
}
