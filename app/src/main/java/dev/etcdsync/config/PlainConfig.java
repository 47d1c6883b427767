package dev.etcdsync.config;

import io.helidon.config.Config;
import io.helidon.config.spi.ConfigSource;

/** Configuration of just these sources: no substitution, no system properties, nothing found. */
final class PlainConfig {
  private PlainConfig() {}

  /**
   * @param sources the first that has a key decides
   */
  static Config of(ConfigSource... sources) {
    Config.Builder builder =
        Config.builder()
            .disableEnvironmentVariablesSource()
            .disableSystemPropertiesSource()
            .disableKeyResolving()
            .disableValueResolving()
            .disableFilterServices()
            .disableMapperServices()
            .disableCaching();
    for (ConfigSource source : sources) {
      builder.addSource(source);
    }
    return builder.build();
  }
}
