package dev.etcdsync.cli;

import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import dev.etcdsync.config.SettingsReader;
import dev.etcdsync.config.SurveySettings;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code etcd-sync scope show}: what of the primary is replicated, resource by resource. */
@Command(
    name = "show",
    customSynopsis = "etcd-sync scope show --primary URL[,URL...] [--output text|json] [OPTIONS]",
    description = {
      "Shows every resource that the primary's etcd has: how many keys, how many of them are in, out",
      "or held, and why; and names objects in scope that need something that the standby will not",
      "have. Asks the primary's etcd only, and reads every value that may be in scope."
    })
final class ScopeShowCommand implements Callable<Integer> {
  private final Program program;
  private final Map<String, String> environment;
  private final SettingOptions options = new SettingOptions(settings());
  private final CommandSpec spec;

  @Option(
      names = "--output",
      paramLabel = "text|json",
      converter = Output.Converter.class,
      description = "How to show it. Default: text.")
  private Output output = Output.TEXT;

  ScopeShowCommand(Program program, Map<String, String> environment) {
    this.program = program;
    this.environment = environment;
    this.spec = options.specOf(this);
  }

  CommandSpec spec() {
    return spec;
  }

  private static EnumSet<Setting> settings() {
    EnumSet<Setting> settings =
        EnumSet.range(Setting.PRIMARY_ENDPOINTS, Setting.PRIMARY_CREDENTIALS);
    settings.add(Setting.KEY_PREFIX);
    settings.addAll(EnumSet.range(Setting.SCOPE_NAMESPACES_IN, Setting.SCOPE_PREFIXES_OUT));
    settings.add(Setting.REQUEST_TIMEOUT);
    return settings;
  }

  @Override
  public Integer call() {
    SettingsReader reader =
        new SettingsReader(SettingSources.merge(options.given(), options.file(), environment));
    SurveySettings settings = reader.forSurvey();
    return reader
        .named(() -> program.showScope(settings, output, spec.commandLine().getOut()))
        .code();
  }
}
