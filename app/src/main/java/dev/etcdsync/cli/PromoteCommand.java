package dev.etcdsync.cli;

import dev.etcdsync.config.BadInput;
import dev.etcdsync.config.RunSettings;
import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import dev.etcdsync.config.SettingsReader;
import dev.etcdsync.model.Durations;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code etcd-sync promote}: makes the standby a cluster that serves on its own. */
@Command(
    name = "promote",
    customSynopsis =
        "etcd-sync promote --primary URL[,URL...] --standby URL[,URL...] [--primary-is-dead"
            + " [--accept-incomplete]] [--dry-run] [--output text|json] [OPTIONS]",
    description = {
      "Makes the standby a cluster that serves on its own: a last drain, the end of the link, what",
      "was held put into its place, the standby's revision lifted above the primary's.",
      "Killed anywhere, run it again: it goes on."
    })
final class PromoteCommand implements Callable<Integer> {
  private final Program program;
  private final Map<String, String> environment;
  private final SettingOptions options;
  private final CommandSpec spec;

  @Option(
      names = "--primary-is-dead",
      description = "The primary is lost: ask nothing of it, and believe the checkpoint.")
  private boolean primaryIsDead;

  @Option(
      names = "--accept-incomplete",
      description =
          "With --primary-is-dead: promote also in the middle of a copy, with what is there.")
  private boolean acceptIncomplete;

  @Option(names = "--dry-run", description = "Tell every step with its numbers; change nothing.")
  private boolean dryRun;

  @Option(
      names = "--take-back",
      description = "Take a promotion back that has not gone beyond its last drain.")
  private boolean takeBack;

  @Option(
      names = "--without-lift",
      description = "Leave the standby's revision as it is; then clients have to be restarted.")
  private boolean withoutLift;

  @Option(
      names = "--lift-limit",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "How long lifting the revision may take. Default: 10m.")
  private Duration liftLimit = Duration.ofMinutes(10);

  @Option(
      names = "--output",
      paramLabel = "text|json",
      converter = Output.Converter.class,
      description = "How to show it; json: one object a line. Default: text.")
  private Output output = Output.TEXT;

  /** What is asked beside the settings. */
  record Wishes(
      boolean primaryIsDead,
      boolean acceptIncomplete,
      boolean dryRun,
      boolean takeBack,
      boolean withoutLift,
      Duration liftLimit) {}

  static final class TimeConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Durations.parse(text)
          .orElseThrow(() ->
              new TypeConversionException(
                  "\"%s\" is not a time with a unit: write it like 10m".formatted(text)));
    }
  }

  PromoteCommand(Program program, Map<String, String> environment) {
    this.program = program;
    this.environment = environment;
    EnumSet<Setting> settings = EnumSet.allOf(Setting.class);
    settings.removeAll(
        EnumSet.of(
            Setting.VERBOSE,
            Setting.LOG_FORMAT,
            Setting.LEASE,
            Setting.STATUS_INTERVAL,
            Setting.EPOCH,
            Setting.SYNCED_AGE,
            Setting.HTTP));
    this.options = new SettingOptions(settings);
    this.spec = options.specOf(this);
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    if (acceptIncomplete && !primaryIsDead) {
      throw new BadInput(
          "--accept-incomplete is given without --primary-is-dead: while the primary answers, let"
              + " etcd-sync run end its copy; leave the option out, or give both");
    }
    PrintWriter out = spec.commandLine().getOut();
    SettingsReader reader =
        new SettingsReader(SettingSources.merge(options.given(), options.file(), environment));
    RunSettings settings = reader.forRun();
    Wishes wishes =
        new Wishes(primaryIsDead, acceptIncomplete, dryRun, takeBack, withoutLift, liftLimit);
    return reader.named(() -> program.promote(settings, wishes, output, out)).code();
  }
}
