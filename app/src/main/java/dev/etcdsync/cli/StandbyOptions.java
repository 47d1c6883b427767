package dev.etcdsync.cli;

import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import dev.etcdsync.config.SettingsReader;
import dev.etcdsync.config.StandbySettings;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** The settings of a command that only talks to the standby's etcd. */
final class StandbyOptions {
  private static final Set<Setting> SETTINGS =
      Collections.unmodifiableSet(
          EnumSet.of(
              Setting.STANDBY_ENDPOINTS,
              Setting.STANDBY_CA,
              Setting.STANDBY_CERTIFICATE,
              Setting.STANDBY_KEY,
              Setting.STANDBY_SERVER_NAME,
              Setting.STANDBY_CREDENTIALS,
              Setting.LINK,
              Setting.REQUEST_TIMEOUT));

  private final SettingOptions options = new SettingOptions(SETTINGS);
  private final Map<String, String> environment;

  StandbyOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The annotated command with these options and help. */
  CommandSpec specOf(Object command) {
    return options.specOf(command);
  }

  StandbySettings read() {
    return new SettingsReader(SettingSources.merge(options.given(), options.file(), environment))
        .forStandby();
  }
}
