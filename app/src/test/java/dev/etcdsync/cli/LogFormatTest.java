package dev.etcdsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcdsync.config.LogFormat;
import dev.etcdsync.model.ContractPhrase;
import dev.etcdsync.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The log as the product's own logback.xml writes it, in both formats. */
class LogFormatTest {
  private final LoggerContext context = new LoggerContext();

  private String logged(LogFormat format, Level level, String message, Object... arguments)
      throws Exception {
    context.reset();
    context.putProperty("etcdsync.log.format", format.label());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Main.class.getResource("/logback.xml"));
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    OutputStreamAppender<ILoggingEvent> stderr =
        (OutputStreamAppender<ILoggingEvent>) root.getAppender("STDERR");
    Logger logger = context.getLogger("dev.etcdsync.test");
    assertThat(logger.isInfoEnabled()).isTrue();
    byte[] line =
        stderr
            .getEncoder()
            .encode(new LoggingEvent("here", logger, level, message, null, arguments));
    return new String(line, StandardCharsets.UTF_8);
  }

  private static JsonNode json(String line) throws Exception {
    return new ObjectMapper().readTree(line);
  }

  /** An operator would take its stack traces for something that has broken. */
  @Test
  void saysNothingOfWhatAClosedWatchLeftUndone() throws Exception {
    assertThat(logged(LogFormat.TEXT, Level.INFO, "Retrying")).contains("Retrying");
    assertThat(
            context.getLogger("com.google.common.util.concurrent.AbstractFuture").isErrorEnabled())
        .isFalse();
  }

  @Test
  void thePhrasesAreThoseOfTheContract() {
    assertThat(
            List.of(
                ContractPhrase.START_SYNC_UPDATE,
                ContractPhrase.ACQUIRED_LEADER_LEASE,
                ContractPhrase.MISSED_KEYS,
                ContractPhrase.SURPLUS_KEYS))
        .containsExactly(
            "Start Sync update",
            "Acquired leader lease",
            "LOCAL ETCD missed keys",
            "LOCAL ETCD surplus keys");
  }

  @ParameterizedTest
  @EnumSource
  void aScriptFindsThePhrasesInEitherFormat(LogFormat format) throws Exception {
    for (String phrase :
        List.of(ContractPhrase.START_SYNC_UPDATE, ContractPhrase.ACQUIRED_LEADER_LEASE)) {
      String line = logged(format, Level.INFO, "{} revision={}", phrase, 41);
      assertThat(line).contains(phrase + " revision=41").endsWith("\n");
      assertThat(line.lines()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEventIsOneLineWhateverItSays(LogFormat format) throws Exception {
    assertThat(logged(format, Level.WARN, "one\ntwo \"three\" \u0007 {}", "\u00e9\r\n").lines())
        .hasSize(1);
  }

  @Test
  void textIsForPeople() throws Exception {
    assertThat(logged(LogFormat.TEXT, Level.INFO, "Claimed link={} epoch={}", "main", 3))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  Claimed link=main epoch=3\n");
  }

  @Test
  void jsonHasWhatTextHas() throws Exception {
    JsonNode event = json(logged(LogFormat.JSON, Level.WARN, "Retrying side={}\n\"x\"", "primary"));
    assertThat(event.path("timestamp").asLong()).isPositive();
    assertThat(event.path("level").asText()).isEqualTo("WARN");
    assertThat(event.path("threadName").asText()).isNotEmpty();
    assertThat(event.path("loggerName").asText()).isEqualTo("dev.etcdsync.test");
    assertThat(event.path("formattedMessage").asText()).isEqualTo("Retrying side=primary\n\"x\"");
    assertThat(event.has("arguments") || event.has("message")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void noValueIsWritten(LogFormat format) throws Exception {
    assertThat(logged(format, Level.INFO, "Change value={}", Value.of("topsecret")))
        .doesNotContain("topsecret");
  }
}
