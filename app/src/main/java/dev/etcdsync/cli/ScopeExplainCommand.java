package dev.etcdsync.cli;

import dev.etcdsync.config.ScopeSettings;
import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import dev.etcdsync.config.SettingsReader;
import dev.etcdsync.kube.ScopeTable;
import dev.etcdsync.model.Key;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code etcd-sync scope explain}: says of keys whether they are replicated, and why. */
@Command(
    name = "explain",
    customSynopsis = "etcd-sync scope explain KEY... [--output text|json] [OPTIONS]",
    description = {
      "Says of each key whether it is replicated, and which rule or row of the table decides.",
      "Asks no etcd: where the value decides, it says what would be looked at."
    })
final class ScopeExplainCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final SettingOptions options =
      new SettingOptions(
          EnumSet.of(
              Setting.KEY_PREFIX,
              Setting.SCOPE_NAMESPACES_IN,
              Setting.SCOPE_NAMESPACES_OUT,
              Setting.SCOPE_RESOURCES_IN,
              Setting.SCOPE_RESOURCES_OUT,
              Setting.SCOPE_RESOURCES_HELD,
              Setting.SCOPE_PREFIXES_IN,
              Setting.SCOPE_PREFIXES_OUT));
  private final CommandSpec spec;

  @Parameters(
      paramLabel = "KEY",
      arity = "1..*",
      description = "A whole key of etcd, such as /registry/secrets/team-a/login.")
  private List<String> keys = List.of();

  @Option(
      names = "--output",
      paramLabel = "text|json",
      converter = Output.Converter.class,
      description = "How to show it. Default: text.")
  private Output output = Output.TEXT;

  ScopeExplainCommand(Map<String, String> environment) {
    this.environment = environment;
    this.spec = options.specOf(this);
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    SettingsReader reader =
        new SettingsReader(SettingSources.merge(options.given(), options.file(), environment));
    ScopeSettings settings = reader.forScope();
    ScopeTable table =
        reader.named(() -> ScopeTable.of(settings.rules(), Key.of(settings.keyPrefix())));
    new ScopeView(table).print(keys, output, spec.commandLine().getOut());
    return ExitCode.DONE.code();
  }
}
