package dev.etcdsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.config.Setting;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users can type, see or meet stands in docs/operations.md. */
class DocumentationTest {
  private static final Path OPERATIONS = Path.of("..", "docs", "operations.md");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");
  private static final Pattern VARIABLE = Pattern.compile("ETCD_SYNC_[A-Z_]+");
  private static final Pattern EXIT_CODE = Pattern.compile("(?m)^ {2}(\\d+) {2}\\S");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "status",
        "check",
        "heal",
        "preflight",
        "bootstrap",
        "confirm",
        "gate",
        "promote",
        "scope",
        "scope show",
        "scope explain",
        "surplus",
        "surplus list",
        "surplus delete",
        "surplus restore",
        "version"
      })
  void namesWhateverTheHelpOfACommandNames(String command) throws Exception {
    String help = helpOf(command);
    List<String> named = new ArrayList<>();
    Stream.of(OPTION, VARIABLE)
        .flatMap(pattern -> pattern.matcher(help).results())
        .map(MatchResult::group)
        .forEach(named::add);
    EXIT_CODE.matcher(help).results().map(code -> "| " + code.group(1) + " |").forEach(named::add);
    assertThat(named).as("what the help of %s names", command).contains("--help");
    assertNamed(named);
  }

  @Test
  void namesEveryKeyOfTheFile() throws IOException {
    assertNamed(Arrays.stream(Setting.values()).map(setting -> code(setting.path())).toList());
  }

  @Test
  void namesEveryGuard() throws IOException {
    assertNamed(Arrays.stream(Guard.values()).map(guard -> "### " + code(guard.label())).toList());
  }

  @Test
  void namesEveryKeyThatIsKeptInTheStandby() throws IOException {
    LinkKeys keys = LinkKeys.of("<link>");
    assertNamed(
        Stream.of(
                keys.fence(),
                keys.checkpoint(),
                keys.mark(),
                keys.status(),
                keys.healRequest(),
                keys.verifyRequest(),
                keys.surplus(Key.of("<key>")))
            .map(key -> code(key.toString()))
            .toList());
    assertThat(keys.confirmation(Guard.IDENTITY).toString())
        .isEqualTo("/etcd-sync/<link>/request/confirm-identity");
    assertNamed(List.of(code("/etcd-sync/<link>/request/confirm-<guard>")));
  }

  private static void assertNamed(List<String> wanted) throws IOException {
    String text = Files.readString(OPERATIONS);
    assertThat(wanted.stream().distinct().filter(it -> !text.contains(it)))
        .as("missing in docs/operations.md")
        .isEmpty();
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  /** Of the program itself, as a user asks for it. */
  private static String helpOf(String command) throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.etcdsync.cli.Main"));
    line.addAll(List.of(command.split(" ")));
    line.add("--help");
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
