package dev.etcdsync.cli;

import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import dev.etcdsync.config.SettingsReader;
import dev.etcdsync.config.StandbySettings;
import dev.etcdsync.config.SurplusSettings;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** The settings of a command that only talks to the standby's etcd. */
final class StandbyOptions {
  private final SettingOptions options;
  private final Map<String, String> environment;

  /**
   * @param more settings that only this command has
   */
  StandbyOptions(Map<String, String> environment, Setting... more) {
    this.environment = environment;
    Set<Setting> settings =
        EnumSet.of(
            Setting.STANDBY_ENDPOINTS,
            Setting.STANDBY_CA,
            Setting.STANDBY_CERTIFICATE,
            Setting.STANDBY_KEY,
            Setting.STANDBY_SERVER_NAME,
            Setting.STANDBY_CREDENTIALS,
            Setting.LINK,
            Setting.REQUEST_TIMEOUT);
    settings.addAll(List.of(more));
    this.options = new SettingOptions(settings);
  }

  /** The annotated command with these options and help. */
  CommandSpec specOf(Object command) {
    return options.specOf(command);
  }

  StandbySettings read() {
    return reader().forStandby();
  }

  /** The same for a command that was given the limits of transactions, too. */
  SurplusSettings readWithLimits() {
    return reader().forSurplus();
  }

  private SettingsReader reader() {
    return new SettingsReader(SettingSources.merge(options.given(), options.file(), environment));
  }
}
