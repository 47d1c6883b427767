package dev.etcdsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.config.Setting;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.CopyReason;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users can type, see or meet stands in docs/operations.md. */
class DocumentationTest {
  private static final Path OPERATIONS = Path.of("..", "docs", "operations.md");

  /** The prefix of all, and those of keys that are named with what follows. */
  private static final Set<String> OF_MANY = Set.of("root", "surplus", "held");

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
  void namesEveryReasonOfACopy() throws IOException {
    assertNamed(
        Arrays.stream(CopyReason.values())
            .map(reason ->
                reason == CopyReason.FIRST ? "`Copy reason=first`" : code(reason.toString()))
            .toList());
  }

  @Test
  void namesEveryKeyThatIsKeptInTheStandby() throws IOException {
    LinkKeys keys = LinkKeys.of("<link>");
    List<String> wanted = new ArrayList<>();
    for (Method method : LinkKeys.class.getDeclaredMethods()) {
      boolean isKey =
          method.getReturnType() == Key.class && !Modifier.isStatic(method.getModifiers());
      boolean isPrefixOfOthers =
          OF_MANY.contains(method.getName()) && method.getParameterCount() == 0;
      if (isKey && !isPrefixOfOthers) {
        wanted.add(named(keys, method));
      }
    }
    assertThat(wanted).as("as many as there are").hasSizeGreaterThan(10);
    assertNamed(wanted.stream().map(DocumentationTest::code).toList());
  }

  /** The key, by what its name is made of. */
  private static String named(LinkKeys keys, Method method) {
    Object[] parts =
        Arrays.stream(method.getParameterTypes())
            .map(type -> type == Guard.class ? Guard.IDENTITY : Key.of("<key>"))
            .toArray();
    try {
      return String.valueOf(method.invoke(keys, parts))
          .replace("confirm-identity", "confirm-<guard>");
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(method.toString(), e);
    }
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
