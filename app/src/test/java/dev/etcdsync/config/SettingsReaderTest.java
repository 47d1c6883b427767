package dev.etcdsync.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.ScopeRules;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {
  @TempDir Path folder;

  private static Map<Setting, String> good() {
    return new EnumMap<>(
        Map.of(
            Setting.PRIMARY_ENDPOINTS,
            "http://a:2379",
            Setting.STANDBY_ENDPOINTS,
            "http://b:2379"));
  }

  private static SettingsReader reader(Map<Setting, String> options) {
    return new SettingsReader(SettingSources.merge(options, Optional.empty(), Map.of()));
  }

  private static void refused(Map<Setting, String> options, String sentence) {
    assertThatThrownBy(() -> reader(options).forRun())
        .isInstanceOf(BadInput.class)
        .hasMessage(sentence);
  }

  private static void refused(Setting setting, String value, String problem) {
    Map<Setting, String> options = good();
    options.put(setting, value);
    refused(options, setting.option() + ": " + problem);
  }

  @Test
  void defaultsAreThoseOfTheRecords() {
    RunSettings settings = reader(good()).forRun();
    assertThat(settings.primary().endpoints()).containsExactly(URI.create("http://a:2379"));
    assertThat(settings.primary().tls()).isEmpty();
    assertThat(settings.link()).isEqualTo("default");
    assertThat(settings.scope().keyPrefix()).isEqualTo("/registry/");
    assertThat(reader(good()).forScope().rules()).isEqualTo(ScopeRules.none());
    assertThat(settings.verbose()).isFalse();
    assertThat(settings.limits()).isEqualTo(TransactionLimits.defaults());
    assertThat(settings.deletions()).isEqualTo(DeletionLimit.defaults());
    assertThat(settings.timing()).isEqualTo(Timing.defaults());
  }

  @Test
  void everyValueArrives() {
    Map<Setting, String> options = good();
    options.put(Setting.PRIMARY_ENDPOINTS, "http://a:1, http://c:1,");
    options.put(Setting.LINK, "east-1");
    options.put(Setting.KEY_PREFIX, "/k/");
    options.put(Setting.VERBOSE, "true");
    options.put(Setting.TRANSACTION_OPERATIONS, "16");
    options.put(Setting.TRANSACTION_BYTES, "64KiB");
    options.put(Setting.DELETION_PERCENT, "0");
    options.put(Setting.DELETION_KEYS, "7");
    options.put(Setting.REQUEST_TIMEOUT, "1s");
    options.put(Setting.WATCHDOG, "2s");
    options.put(Setting.STATUS_INTERVAL, "3s");
    options.put(Setting.EPOCH, "400ms");
    options.put(Setting.SYNCED_AGE, "1m");
    options.put(Setting.CHECK_INTERVAL, "2h");
    RunSettings settings = reader(options).forRun();
    assertThat(settings.primary().endpoints()).hasSize(2);
    assertThat(settings.link()).isEqualTo("east-1");
    assertThat(settings.scope().keyPrefix()).isEqualTo("/k/");
    assertThat(settings.verbose()).isTrue();
    assertThat(settings.limits()).isEqualTo(new TransactionLimits(16, 65536));
    assertThat(settings.deletions()).isEqualTo(new DeletionLimit(0, 7));
    assertThat(settings.timing())
        .isEqualTo(
            new Timing(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofMillis(400),
                Duration.ofMinutes(1),
                Duration.ofHours(2)));
  }

  @Test
  void theWayToTheApiserverArrives() throws Exception {
    assertThat(reader(good()).forRun().encryption())
        .isEqualTo(new EncryptionSettings(true, Optional.empty()));
    Path file = Files.writeString(folder.resolve("kubeconfig"), "");
    Map<Setting, String> options = good();
    options.put(Setting.STANDBY_KUBECONFIG, file.toString());
    options.put(Setting.ENCRYPTION_PROBE, "off");
    assertThat(reader(options).forRun().encryption())
        .isEqualTo(new EncryptionSettings(false, Optional.of(file)));
    refused(
        Setting.STANDBY_KUBECONFIG,
        folder.resolve("none").toString(),
        "\"%s\" cannot be read: give a file that is there".formatted(folder.resolve("none")));
    refused(Setting.ENCRYPTION_PROBE, "true", "\"true\" is neither on nor off: give one of them");
  }

  @Test
  void everyRuleOfTheScopeArrives() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("c.yaml"),
            """
            keyPrefix: /k/
            scope:
              namespaces: {in: [default], out: [a, b]}
              resources:
                in: ["*.cilium.io/*"]
                out: [cr.bar.com/foos]
                held: [tekton.dev/pipelineruns:PipelineRun]
              prefixes:
                in: [/k/a]
                out: [/k/b, /k/c]
            """);
    ScopeRules rules =
        new ScopeRules(
            List.of("default"),
            List.of("a", "b"),
            List.of("*.cilium.io/*"),
            List.of("cr.bar.com/foos"),
            List.of("tekton.dev/pipelineruns:PipelineRun"),
            List.of("/k/a"),
            List.of("/k/b", "/k/c"));
    SettingsReader reader =
        new SettingsReader(SettingSources.merge(good(), Optional.of(file.toString()), Map.of()));
    assertThat(reader.forScope()).isEqualTo(new ScopeSettings("/k/", rules));
    assertThat(reader.forRun().scope()).isEqualTo(new ScopeSettings("/k/", rules));
  }

  @Test
  void theScopeNeedsNoEndpoints() {
    assertThat(reader(Map.of(Setting.SCOPE_NAMESPACES_OUT, " a, b,")).forScope())
        .isEqualTo(
            new ScopeSettings(
                "/registry/",
                new ScopeRules(
                    List.of(),
                    List.of("a", "b"),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of())));
    assertThatThrownBy(() -> reader(Map.of(Setting.KEY_PREFIX, "/")).forScope())
        .hasMessageStartingWith("--key-prefix: \"/\" overlaps");
  }

  @Test
  void whatIsMadeOfSettingsNamesTheirOrigin() {
    assertThatThrownBy(() ->
            reader(Map.of())
                .named(() -> {
                  throw new InvalidSetting("scope.namespaces.in", "is odd: correct it");
                }))
        .isInstanceOf(BadInput.class)
        .hasMessage("--scope-namespaces-in: is odd: correct it");
  }

  @Test
  void missingEndpointsAreRefused() {
    refused(
        Map.of(),
        "--primary: no endpoint of the primary etcd is given: name at least one member, such as"
            + " https://etcd-0.example:2379");
    refused(
        Map.of(Setting.PRIMARY_ENDPOINTS, "http://a:1"),
        "--standby: no endpoint of the standby etcd is given: name at least one member, such as"
            + " https://etcd-0.example:2379");
    assertThatThrownBy(() -> reader(Map.of()).forStandby()).hasMessageStartingWith("--standby: no");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a:2379 | \"a:2379\" has no scheme: write http://HOST:PORT or https://HOST:PORT",
        "10.0.0.1:2379 | \"10.0.0.1:2379\" has no scheme: write http://HOST:PORT or"
            + " https://HOST:PORT",
        "ftp://a:1 | \"ftp://a:1\" has the scheme ftp: write http://HOST:PORT or https://HOST:PORT",
        "HTTPS://a:1 | \"HTTPS://a:1\" has the scheme HTTPS: write http://HOST:PORT or"
            + " https://HOST:PORT",
        "http://a | \"http://a\" needs a port from 1 to 65535 (etcd's is 2379)",
        "http://a:0 | \"http://a:0\" needs a port from 1 to 65535 (etcd's is 2379)",
        "http://a:70000 | \"http://a:70000\" needs a port from 1 to 65535 (etcd's is 2379)",
        "http://a:1/v3 | \"http://a:1/v3\" has a path, and etcd has none: write http://HOST:PORT or"
            + " https://HOST:PORT",
        "http://a:1?b | \"http://a:1?b\" has more than a host and a port: write http://HOST:PORT or"
            + " https://HOST:PORT",
        "http://a b:1 | \"http://a b:1\" is not a URL: write http://HOST:PORT or https://HOST:PORT",
        "http://a_b:1 | \"http://a_b:1\" has no valid host name: write http://HOST:PORT or"
            + " https://HOST:PORT",
        "http://root:secret@a:1 | \"http://***@a:1\" has a user in it: give user and password in a"
            + " file (primary.credentials)",
        "http://root:se^cr@et@a:1 | \"http://***@a:1\" has a user in it: give user and password in"
            + " a file (primary.credentials)",
        "root:secret@10.0.0.1:2379 | \"***@10.0.0.1:2379\" has a user in it: give user and password"
            + " in a file (primary.credentials)",
        "http:/root:secret@a:1 | \"http:/***@a:1\" has a user in it: give user and password in a"
            + " file (primary.credentials)",
        "http:root:secret@a:1 | \"***@a:1\" has a user in it: give user and password in a file"
            + " (primary.credentials)",
        "http://root:s@e,c@r,et@a:1,http://b:1 | \"***@a:1\" has a user in it: give user and"
            + " password in a file (primary.credentials)",
        "http://a:1,https://b:1 | some endpoints are http and some are https: use one of the two"
            + " for all",
      })
  void badUrlsAreRefused(String url, String problem) {
    refused(Setting.PRIMARY_ENDPOINTS, url, problem);
  }

  @Test
  void anEndpointOfBothSidesIsRefused() {
    refused(
        Setting.STANDBY_ENDPOINTS,
        "http://c:2379,http://A.:2379",
        "a:2379 is an endpoint of the primary, too: give two different etcds");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TRANSACTION_OPERATIONS | 15 | 15 is out of range: give 16 to 100000 operations",
        "TRANSACTION_OPERATIONS | 100001 | 100001 is out of range: give 16 to 100000 operations",
        "TRANSACTION_OPERATIONS | many | \"many\" is not a whole number: give one, such as 128",
        "TRANSACTION_OPERATIONS | 99999999999 | 99999999999 is out of range: give 16 to 100000"
            + " operations",
        "TRANSACTION_OPERATIONS | -99999999999999999999 | -99999999999999999999 is out of range:"
            + " give 16 to 100000 operations",
        "TRANSACTION_BYTES | 63KiB | 63KiB is out of range: give 64KiB to 16MiB",
        "TRANSACTION_BYTES | 65535 | 65535 is out of range: give 64KiB to 16MiB",
        "TRANSACTION_BYTES | 17MiB | 17MiB is out of range: give 64KiB to 16MiB",
        "TRANSACTION_BYTES | 2GiB | 2GiB is out of range: give 64KiB to 16MiB",
        "TRANSACTION_BYTES | 1MB | \"1MB\" is not a size: write it like 1MiB",
        "TRANSACTION_BYTES | 99999999999999999999GiB | 99999999999999999999GiB is out of range:"
            + " give 64KiB to 16MiB",
        "DELETION_PERCENT | 101 | 101 is out of range: give 0 to 100 percent",
        "DELETION_PERCENT | -1 | -1 is out of range: give 0 to 100 percent",
        "DELETION_PERCENT | 99999999999 | 99999999999 is out of range: give 0 to 100 percent",
        "DELETION_KEYS | 9999999999 | 9999999999 is out of range: give 0 to 1000000000 keys",
        "DELETION_KEYS | -5 | -5 is out of range: give 0 to 1000000000 keys",
        "REQUEST_TIMEOUT | 5 | \"5\" is not a time with a unit: write it like 5s",
        "REQUEST_TIMEOUT | 9ms | 9ms is out of range: give 10ms to 10m",
        "WATCHDOG | 11m | 11m is out of range: give 10ms to 10m",
        "WATCHDOG | 9999999999s | 9999999999s is out of range: give 10ms to 10m",
        "WATCHDOG | 99999999999999999999h | 99999999999999999999h is out of range: give 10ms to"
            + " 10m",
        "STATUS_INTERVAL | 61s | 61s is out of range: give 10ms to 1m",
        "EPOCH | 0s | 0s is out of range: give 10ms to 1m",
        "SYNCED_AGE | 2h | 2h is out of range: give 10ms to 1h",
        "VERBOSE | yes | \"yes\" is neither true nor false: give one of them",
        "LINK | East | \"East\" is no link name: give 1 to 63 of a-z, 0-9 and -, with no - at"
            + " either end",
        "LINK | -a | \"-a\" is no link name: give 1 to 63 of a-z, 0-9 and -, with no - at either"
            + " end",
        "LINK | '' | \"\" is no link name: give 1 to 63 of a-z, 0-9 and -, with no - at either end",
        "KEY_PREFIX | '' | the key prefix is empty: give what all keys to replicate begin with,"
            + " such as /registry/",
        "KEY_PREFIX | /etcd-sync/x/ | \"/etcd-sync/x/\" overlaps /etcd-sync/, where etcd-sync keeps"
            + " its own state: give another prefix",
        "KEY_PREFIX | / | \"/\" overlaps /etcd-sync/, where etcd-sync keeps its own state: give"
            + " another prefix",
        "PRIMARY_SERVER_NAME | a:1 | \"a:1\" is not a host name: give the name that the server's"
            + " certificate carries",
        "PRIMARY_CERTIFICATE | a.crt | a certificate is of no use without its key: give the key"
            + " file, too",
        "PRIMARY_KEY | a.key | a key is of no use without its certificate: give the certificate"
            + " file, too",
        "STANDBY_CREDENTIALS | missing | missing does not exist: give an existing file",
        "STANDBY_CREDENTIALS | root:secret | there is no such file: give the name of a FILE that"
            + " holds one line user:password, not user and password themselves",
        "STANDBY_CREDENTIALS | '' | the name of the file is empty: give one",
      })
  void badValuesAreRefused(Setting setting, String value, String problem) {
    refused(setting, value, problem);
  }

  @Test
  void tlsFilesForPlainTextAreRefused() {
    Map<Setting, String> options = good();
    options.put(Setting.PRIMARY_CA, "ca.crt");
    refused(
        options,
        "--primary: http://a:2379 is plain text, but TLS settings are given for the primary: write"
            + " https://HOST:PORT or take them away");
  }

  @Test
  void unreadableTlsFilesAreRefused() {
    Map<Setting, String> options = good();
    options.put(Setting.PRIMARY_ENDPOINTS, "https://a:2379");
    options.put(Setting.PRIMARY_CA, "missing.crt");
    refused(options, "--primary-ca: missing.crt does not exist: give an existing file");
  }

  @ParameterizedTest
  @CsvSource({
    "primary, endpoints, root:secret@10.0.0.1:2379",
    "primary, endpoints, http:/root:secret@a:1",
    "standby, endpoints, http://root:secret@a:1",
    "primary, credentials, root:secret",
    "standby, credentials, root:sec/ret",
  })
  void secretsAreNotShownWhereverTheyAreGiven(String side, String key, String value)
      throws Exception {
    Setting setting = Setting.of(side + "." + key).orElseThrow();
    Map<Setting, String> others = good();
    others.remove(setting);
    Path file =
        Files.writeString(
            folder.resolve("c.yaml"), "%s:\n  %s: '%s'\n".formatted(side, key, value));
    Map<Setting, String> options = good();
    options.put(setting, value);
    for (SettingSources sources :
        List.of(
            SettingSources.merge(options, Optional.empty(), Map.of()),
            SettingSources.merge(others, Optional.empty(), Map.of(setting.variable(), value)),
            SettingSources.merge(others, Optional.of(file.toString()), Map.of()))) {
      assertThatThrownBy(() -> new SettingsReader(sources).forRun())
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith(sources.origin(setting) + ": ")
          .hasMessageContaining("user and password")
          .hasMessageNotContainingAny("root", "sec", "ret");
    }
  }

  @Test
  void sentencesNameTheVariableOrTheKeyThatIsWrong() throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), "timing:\n  watchdog: 10\n");
    assertThatThrownBy(() ->
            new SettingsReader(SettingSources.merge(good(), Optional.of(file.toString()), Map.of()))
                .forRun())
        .hasMessage(
            "timing.watchdog in %s: \"10\" is not a time with a unit: write it like 10s", file);
    assertThatThrownBy(() ->
            new SettingsReader(
                    SettingSources.merge(
                        good(), Optional.empty(), Map.of("ETCD_SYNC_TIMING_WATCHDOG", "10")))
                .forRun())
        .hasMessage(
            "ETCD_SYNC_TIMING_WATCHDOG: \"10\" is not a time with a unit: write it like 10s");
  }

  @Test
  void aLeaseIsANameWithOrWithoutANamespaceOrOff() {
    assertThat(reader(good()).forRun().lease()).isEqualTo(new LeaseSettings.AsThePlaceIs());
    Map<String, LeaseSettings> read =
        Map.of(
            "off",
            new LeaseSettings.Off(),
            "mirror",
            new LeaseSettings.By(Optional.empty(), "mirror"),
            "off/off",
            new LeaseSettings.By(Optional.of("off"), "off"),
            " cpaas-system/etcd-sync.v2 ",
            new LeaseSettings.By(Optional.of("cpaas-system"), "etcd-sync.v2"));
    read.forEach((text, expected) -> {
      Map<Setting, String> options = good();
      options.put(Setting.LEASE, text);
      assertThat(reader(options).forRun().lease()).as(text).isEqualTo(expected);
    });
  }

  @ParameterizedTest
  @CsvSource({"Mirror", "a/b/c", "/mirror", "mirror/", "a_b", "-a", "a..b"})
  void whatIsNoLeaseIsRefused(String text) {
    refused(
        Setting.LEASE,
        text,
        "\"%s\" is no name of a Lease: write it like cpaas-system/etcd-sync-mirror, or off"
            .formatted(text));
  }
}
