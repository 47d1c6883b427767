package dev.etcdsync.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingSourcesTest {
  @TempDir Path folder;

  private Path file(String yaml) throws Exception {
    return Files.writeString(folder.resolve("config.yaml"), yaml);
  }

  private SettingSources merge(String yaml, Map<String, String> environment) throws Exception {
    return SettingSources.merge(Map.of(), Optional.of(file(yaml).toString()), environment);
  }

  private void refused(String yaml, String problem) throws Exception {
    Path file = file(yaml);
    assertThatThrownBy(() -> merge(yaml, Map.of()))
        .isInstanceOf(BadInput.class)
        .hasMessage("--config " + file + " " + problem);
  }

  @Test
  void optionsWinOverVariablesAndVariablesOverTheFile() throws Exception {
    String yaml = "link: file\nkeyPrefix: /file/\nverbose: true\n";
    SettingSources sources =
        SettingSources.merge(
            Map.of(Setting.LINK, "option"),
            Optional.of(file(yaml).toString()),
            Map.of("ETCD_SYNC_LINK", "variable", "ETCD_SYNC_KEY_PREFIX", "/variable/"));
    assertThat(sources.value(Setting.LINK)).contains("option");
    assertThat(sources.value(Setting.KEY_PREFIX)).contains("/variable/");
    assertThat(sources.value(Setting.VERBOSE)).contains("true");
    assertThat(sources.value(Setting.WATCHDOG)).isEmpty();
    assertThat(sources.origin(Setting.LINK)).isEqualTo("--link");
    assertThat(sources.origin(Setting.KEY_PREFIX)).isEqualTo("ETCD_SYNC_KEY_PREFIX");
    assertThat(sources.origin(Setting.VERBOSE))
        .isEqualTo("verbose in " + folder.resolve("config.yaml"));
    assertThat(sources.origin(Setting.WATCHDOG)).isEqualTo("--watchdog");
  }

  @Test
  void aListIsReplacedAsAWhole() throws Exception {
    String yaml = "primary:\n  endpoints: [http://a:1, http://b:1]\n";
    assertThat(merge(yaml, Map.of()).value(Setting.PRIMARY_ENDPOINTS))
        .contains("http://a:1,http://b:1");
    assertThat(
            merge(yaml, Map.of("ETCD_SYNC_PRIMARY_ENDPOINTS", "http://c:1"))
                .value(Setting.PRIMARY_ENDPOINTS))
        .contains("http://c:1");
  }

  @Test
  void theFileIsNamedByAVariableToo() throws Exception {
    Path file = file("link: file\n");
    SettingSources sources =
        SettingSources.merge(
            Map.of(), Optional.empty(), Map.of("ETCD_SYNC_CONFIG", file.toString()));
    assertThat(sources.value(Setting.LINK)).contains("file");
  }

  @Test
  void emptyVariablesAndKeysCountAsNotGiven() throws Exception {
    SettingSources sources =
        merge("link:\nprimary: {}\nstandby:\n  tls: {ca: ''}\n", Map.of("ETCD_SYNC_LINK", ""));
    assertThat(sources.value(Setting.LINK)).isEmpty();
    assertThat(sources.value(Setting.STANDBY_CA)).isEmpty();
  }

  @Test
  void valuesAreTakenLiterally() throws Exception {
    assertThat(merge("keyPrefix: '/${x}/$y'\n", Map.of()).value(Setting.KEY_PREFIX))
        .contains("/${x}/$y");
  }

  @Test
  void anEmptyFileGivesNothing() throws Exception {
    assertThat(merge("# nothing\n", Map.of()).value(Setting.LINK)).isEmpty();
    assertThat(merge("", Map.of()).value(Setting.LINK)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ETCD_SYNC_PRIMARY_ENDPONTS,ETCD_SYNC_PRIMARY_ENDPOINTS",
    "ETCD_SYNC_LINKS,ETCD_SYNC_LINK",
    "ETCD_SYNC_PRIMARY_ENDPOINT,ETCD_SYNC_PRIMARY_ENDPOINTS"
  })
  void misspeltVariablesAreRefused(String given, String meant) {
    assertThatThrownBy(() -> SettingSources.merge(Map.of(), Optional.empty(), Map.of(given, "x")))
        .isInstanceOf(BadInput.class)
        .hasMessage("%s is unknown: did you mean %s?", given, meant);
  }

  @Test
  void variablesThatKubernetesSetsForServicesPass() {
    Map<String, String> environment =
        Map.of(
            "ETCD_SYNC_MONITOR_PORT", "tcp://10.0.0.1:80",
            "ETCD_SYNC_MONITOR_SERVICE_HOST", "10.0.0.1",
            "ETCD_SYNC_PORT", "tcp://10.0.0.1:80",
            "ETCD_SYNC_SERVICE_PORT_HTTP", "80");
    assertThat(SettingSources.merge(Map.of(), Optional.empty(), environment).value(Setting.LINK))
        .isEmpty();
  }

  @Test
  void unknownKeysAreRefusedWithTheNearest() throws Exception {
    refused("lnk: a\n", "has the unknown key lnk: did you mean link?");
    refused(
        "primary:\n  endpoint: [http://a:1]\n",
        "has the unknown key primary.endpoint: did you mean primary.endpoints?");
    refused(
        "standby:\n  tls:\n    cert: a\n",
        "has the unknown key standby.tls.cert: did you mean standby.tls.ca?");
    refused("something: {else: 1}\n", "has the unknown key something: take it away");
  }

  @Test
  void keysOfTheWrongShapeAreRefused() throws Exception {
    refused("primary: http://a:1\n", "key primary takes keys below it, such as primary.endpoints");
    refused("link: {name: a}\n", "key link takes a value, not keys below it: correct it");
    refused("link: [a]\n", "key link takes one value, not a list: correct it");
  }

  @Test
  void itemsThatAreNoTextAreRefused() throws Exception {
    for (String item : List.of("{url: 'http://b:1'}", "[http://b:1]", "{}", "[]")) {
      refused(
          "primary:\n  endpoints: [http://a:1, %s]\n".formatted(item),
          "key primary.endpoints takes a list of URLs, not of lists or keys: correct it");
    }
  }

  @Test
  void keysGivenTwiceAreRefused() throws Exception {
    refused("link: a\n\nlink: b\n", "has the key link twice, see line 3: take one away");
    refused("link: a\n'link': a\n", "has the key link twice, see line 2: take one away");
    refused(
        "primary:\n  tls:\n    ca: a\nprimary:\n  tls:\n    key: a\n",
        "has the key primary twice, see line 4: take one away");
    refused(
        "primary:\n  tls:\n    ca: a\n    key: b\n    ca: c\n",
        "has the key primary.tls.ca twice, see line 5: take one away");
    refused(
        "primary.endpoints: http://a:1\nprimary:\n  endpoints: http://b:1\n",
        "has the key primary.endpoints twice, see line 3: take one away");
  }

  @Test
  void theSameKeyOfBothSidesIsNotTwice() throws Exception {
    String yaml =
        "primary:\n  tls: &files\n    ca: a\nstandby:\n  tls:\n    <<: *files\n    key: b\n";
    assertThat(merge(yaml, Map.of()).value(Setting.STANDBY_CA)).contains("a");
  }

  @Test
  void whatIsNoYamlIsRefusedWithThePlace() throws Exception {
    refused("link: [a\nx: 1\n", "is not a YAML map of settings, see line 2 column 2: correct it");
    refused("- link\n", "is not a YAML map of settings: correct it");
    refused("link\n", "is not a YAML map of settings: correct it");
  }

  @Test
  void filesThatCannotBeUsedAreRefused() throws Exception {
    Path missing = folder.resolve("missing.yaml");
    Path text = Files.writeString(folder.resolve("config.txt"), "link: a\n");
    Path directory = Files.createDirectory(folder.resolve("folder.yaml"));
    assertRefused(missing, " does not exist: give an existing file");
    assertRefused(text, " is not named .yaml or .yml: give a YAML file");
    assertRefused(directory, " cannot be read: check that it is a file, and its permissions");
  }

  private static void assertRefused(Path file, String problem) {
    assertThatThrownBy(() -> SettingSources.merge(Map.of(), Optional.of(file.toString()), Map.of()))
        .isInstanceOf(BadInput.class)
        .hasMessage("--config " + file + problem);
  }

  @Test
  void differencesNameWhatHasChanged() throws Exception {
    SettingSources before = merge("link: a\nverbose: false\n", Map.of());
    file("link: b\nverbose: true\n");
    assertThat(before.reread().differences(before)).containsExactly(Setting.LINK, Setting.VERBOSE);
    assertThat(before.value(Setting.LINK)).contains("a");
  }
}
