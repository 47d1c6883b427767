package dev.etcdsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.bootstrap.BootstrapRequest;
import dev.etcdsync.bootstrap.Names;
import dev.etcdsync.bootstrap.Progress;
import dev.etcdsync.config.CheckSettings;
import dev.etcdsync.config.RunSettings;
import dev.etcdsync.config.Setting;
import dev.etcdsync.config.StandbySettings;
import dev.etcdsync.config.SurplusSettings;
import dev.etcdsync.config.SurveySettings;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.LiveSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {
  @TempDir Path folder;

  private final List<String> done = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Supplier<CheckCode> checked = () -> CheckCode.CLEAN;

  private final Program program =
      new Program() {
        @Override
        public Engine engine(RunSettings settings) {
          done.add("engine " + settings.link() + " " + settings.primary().endpoints());
          return new Engine() {
            @Override
            public ExitCode run() {
              done.add("run");
              return ExitCode.DEPOSED;
            }

            @Override
            public void requestStop() {
              done.add("stop");
            }

            @Override
            public void live(LiveSettings now) {
              done.add("verbose " + now.verbose());
            }
          };
        }

        @Override
        public ExitCode status(StandbySettings settings, Output output, PrintWriter to) {
          done.add("status " + settings.link() + " " + output);
          return ExitCode.NO_ANSWER;
        }

        @Override
        public CheckCode check(
            CheckSettings settings, boolean deep, Output output, PrintWriter to) {
          done.add(
              "check %s %s %s deep=%s"
                  .formatted(settings.link(), settings.primary().endpoints(), output, deep));
          return checked.get();
        }

        @Override
        public ExitCode heal(StandbySettings settings, List<Key> keys, PrintWriter to) {
          done.add("heal " + keys);
          return ExitCode.DONE;
        }

        @Override
        public PreflightCode preflight(CheckSettings settings, Output output, PrintWriter to) {
          done.add("preflight %s %s".formatted(settings.standby().endpoints(), output));
          return PreflightCode.FAILED;
        }

        @Override
        public ExitCode listSurplus(StandbySettings settings, Output output, PrintWriter to) {
          done.add("surplus list " + settings.link() + " " + output);
          return ExitCode.DONE;
        }

        @Override
        public ExitCode deleteSurplus(
            SurplusSettings settings, SurplusDeletion deletion, Consent consent, PrintWriter to) {
          done.add(
              "surplus delete %s %s ops=%d yes=%s"
                  .formatted(
                      settings.link().link(),
                      deletion,
                      settings.limits().operations(),
                      consent.to("?")));
          return ExitCode.SOME_LEFT;
        }

        @Override
        public ExitCode restoreSurplus(
            SurplusSettings settings, Path file, boolean dryRun, Consent consent, PrintWriter to) {
          done.add("surplus restore %s dry=%s yes=%s".formatted(file, dryRun, consent.to("?")));
          return ExitCode.DONE;
        }

        @Override
        public ExitCode showScope(SurveySettings settings, Output output, PrintWriter to) {
          done.add(
              "scope %s %s %s"
                  .formatted(
                      settings.primary().endpoints(),
                      settings.scope().rules().namespacesOut(),
                      output));
          return ExitCode.NO_ANSWER;
        }

        @Override
        public ExitCode promote(
            RunSettings settings, PromoteCommand.Wishes wishes, Output output, PrintWriter to) {
          done.add("promote " + settings.link() + " " + wishes + " " + output);
          return ExitCode.REFUSED;
        }

        @Override
        public ExitCode confirm(
            StandbySettings settings, Guard guard, String token, PrintWriter to) {
          done.add("confirm " + guard + " " + token);
          return ExitCode.DONE;
        }

        @Override
        public void bootstrap(BootstrapRequest request, Access access, Progress progress) {
          done.add("bootstrap " + request);
          progress.say("said");
        }

        @Override
        public GateCode gate(RunSettings settings, PrintWriter to, PrintWriter errors) {
          done.add("gate " + settings.link());
          return GateCode.SHUT;
        }

        @Override
        public void removeBootstrap(
            String namespace,
            String owner,
            Optional<Names> primary,
            Optional<Names> standby,
            Access access,
            Progress progress) {
          done.add(
              "remove %s of %s %s %s"
                  .formatted(
                      namespace,
                      owner,
                      primary.map(Names::client).orElse("-"),
                      standby.map(Names::client).orElse("-")));
        }
      };

  private int execute(String line) {
    return execute(line, Map.of());
  }

  private int execute(String line, Map<String, String> environment) {
    CommandLine commandLine =
        Main.commandLine(program, environment)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    return commandLine.execute(line.isEmpty() ? new String[0] : line.split(" "));
  }

  @Test
  void runRunsTheEngineAndEndsWithItsCode() {
    assertThat(
            execute(
                "run --primary http://a:1,http://b:1 --primary=http://c:1 --standby http://d:1 --verbose"))
        .isEqualTo(3);
    assertThat(done)
        .containsExactly(
            "engine default [http://a:1, http://b:1, http://c:1]", "verbose true", "run");
  }

  @Test
  void runTakesAllFromTheEnvironment() {
    Map<String, String> environment =
        Map.of(
            "ETCD_SYNC_PRIMARY_ENDPOINTS", "http://a:1",
            "ETCD_SYNC_STANDBY_ENDPOINTS", "http://b:1",
            "ETCD_SYNC_LINK", "east",
            "ETCD_SYNC_VERBOSE", "true");
    assertThat(execute("run --verbose=false", environment)).isEqualTo(3);
    assertThat(done).containsExactly("engine east [http://a:1]", "verbose false", "run");
  }

  @Test
  void preflightTakesItsOptionsAndHasCodesOfItsOwn() {
    assertThat(execute("preflight --primary http://a:1 --standby http://b:1 --output json"))
        .isEqualTo(1);
    assertThat(execute("preflight --primary http://a:1")).isEqualTo(2);
    assertThat(done).containsExactly("preflight [http://b:1] JSON");
    assertThat(PreflightCode.values()).extracting(PreflightCode::code).containsExactly(0, 1, 2);
  }

  @Test
  void surplusTakesItsOptions() {
    assertThat(execute("surplus list --standby http://a:1 --link east --output json")).isZero();
    assertThat(
            execute(
                "surplus delete /a /b --standby http://a:1 --restore-file f --yes --max-txn-ops 64"))
        .isEqualTo(5);
    assertThat(execute("surplus delete --all --standby http://a:1 --dry-run")).isEqualTo(5);
    assertThat(execute("surplus restore f --standby http://a:1 --yes")).isZero();
    assertThat(done)
        .containsExactly(
            "surplus list east JSON",
            "surplus delete default SurplusDeletion[keys=[/a, /b], dryRun=false,"
                + " file=Optional[f]] ops=64 yes=true",
            "surplus delete default SurplusDeletion[keys=[], dryRun=true, file=Optional.empty]"
                + " ops=128 yes=true",
            "surplus restore f dry=false yes=true");
  }

  @Test
  void scopeShowTakesItsOptions() {
    assertThat(execute("scope show --primary http://a:1 --scope-namespaces-out x,y --output json"))
        .isEqualTo(4);
    assertThat(done).containsExactly("scope [http://a:1] [x, y] JSON");
  }

  @Test
  void statusTakesItsOptions() {
    assertThat(execute("status --standby http://a:1 --link east --output json")).isEqualTo(4);
    assertThat(execute("status --standby http://a:1")).isEqualTo(4);
    assertThat(done).containsExactly("status east JSON", "status default TEXT");
  }

  @Test
  void checkTakesBothSidesAndTheScope() {
    String sides = "check --primary http://a:1 --standby http://b:1";
    assertThat(execute(sides + " --link east --deep --output json --scope-namespaces-out sandbox"))
        .isZero();
    checked = () -> CheckCode.DRIFT;
    assertThat(execute(sides)).isEqualTo(1);
    assertThat(done)
        .containsExactly(
            "check east [http://a:1] JSON deep=true", "check default [http://a:1] TEXT deep=false");
  }

  /** Of {@code check}, 1 is an answer: nothing else may look like it. */
  @Test
  void whateverKeepsCheckFromTellingIsTwo() {
    assertThat(execute("check --standby http://b:1")).isEqualTo(2);
    assertThat(execute("check --primary http://a:1 --standby http://a:1")).isEqualTo(2);
    assertThat(execute("check --primary http://a:1 --standby http://b:1 --watchdog 1s"))
        .isEqualTo(2);
    assertThat(done).isEmpty();
    checked =
        () -> {
          throw new IllegalStateException("a bug");
        };
    assertThat(execute("check --primary http://a:1 --standby http://b:1")).isEqualTo(2);
    checked =
        () -> {
          throw new StackOverflowError("a bug");
        };
    assertThat(execute("check --primary http://a:1 --standby http://b:1")).isEqualTo(2);
  }

  @Test
  void confirmTakesGuardAndToken() {
    assertThat(execute("confirm mass-deletion --token abc --standby http://a:1")).isZero();
    assertThat(done).containsExactly("confirm MASS_DELETION abc");
  }

  @Test
  void healTakesKeysOrNone() {
    assertThat(execute("heal --standby http://a:1")).isZero();
    assertThat(execute("heal /registry/a /registry/b --standby http://a:1")).isZero();
    assertThat(done).containsExactly("heal []", "heal [/registry/a, /registry/b]");
  }

  @Test
  void scopeExplainTellsOfEachKey() {
    assertThat(execute("scope explain /registry/pods/a/b /registry/jobs/a/b /registry/secrets/a/b"))
        .isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "/registry/pods/a/b",
            "  out: the table's row \"out pods:Pod\": A pod is bound to a node, and the standby's own"
                + " controllers make their own.",
            "/registry/jobs/a/b",
            "  held: the table's row \"held batch/jobs:Job\": It would run on both sides.",
            "/registry/secrets/a/b",
            "  depends on its value: held if a CronJob or a Job owns it; out if nothing but a Node or"
                + " a Pod owns it",
            "  otherwise in: no rule, and no row of the table, speaks against it");
  }

  @Test
  void scopeExplainTakesRulesFromEverywhere() {
    Map<String, String> environment =
        Map.of("ETCD_SYNC_SCOPE_NAMESPACES_OUT", "a", "ETCD_SYNC_KEY_PREFIX", "/kubernetes.io");
    assertThat(
            execute(
                "scope explain --output json --scope-prefixes-in /kubernetes.io/pods/a/b"
                    + " /kubernetes.io/pods/a/b /kubernetes.io/secrets/a/b"
                    + " /kubernetes.io/secrets/c/d",
                environment))
        .isZero();
    assertThat(out.toString())
        .contains(
            "\"key\" : \"/kubernetes.io/pods/a/b\"",
            "\"placement\" : \"in\"",
            "\"placement\" : \"out\"",
            "the rule \\\"a\\\" in scope.namespaces.out",
            "\"placement\" : \"by-value\"",
            "\"question\" : \"held if",
            "\"otherwise\" : {");
  }

  @Test
  void versionIsOneLine() {
    assertThat(execute("version")).isZero();
    assertThat(out.toString()).startsWith("etcd-sync ").contains("Java ").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | no command is given: give one of run, status, check, heal, preflight, bootstrap, confirm, promote, gate, scope, surplus, version | etcd-sync",
        "start | start is no command: give one of run, status, check, heal, preflight, bootstrap, confirm, promote, gate, scope, surplus, version | etcd-sync",
        "run --primry x | --primry is unknown: did you mean --primary? | etcd-sync run",
        "run --user=root:secret | --user is unknown: take it away | etcd-sync run",
        "run x | x is unknown: take it away | etcd-sync run",
        "run http://root:secret@a:1 | http://***@a:1 is unknown: take it away | etcd-sync run",
        "run --primary root:secret@a:1 --standby http://b:1 | --primary: \"***@a:1\" has a user in"
            + " it: give user and password in a file (primary.credentials) | etcd-sync run",
        "run --primary | Missing required parameter for option '--primary' (URL[,URL...]) |"
            + " etcd-sync run",
        "run --link a --verbose --link b | --link is given more than once: give it once |"
            + " etcd-sync run",
        "run --primary http://a:1 --standby http://a:1 | --standby: a:1 is an endpoint of the"
            + " primary, too: give two different etcds | etcd-sync run",
        "status --output xml | Invalid value for option '--output': \"xml\" is no form of output:"
            + " give text or json | etcd-sync status",
        "scope | no command is given: give one of show, explain | etcd-sync scope",
        "surplus | no command is given: give one of list, delete, restore | etcd-sync surplus",
        "surplus delete --standby http://a:1 --yes | no key is given: give keys as etcd-sync surplus"
            + " list shows them, or --all | etcd-sync surplus delete",
        "surplus delete /a --all --standby http://a:1 --yes | --all is given together with keys:"
            + " give one of the two | etcd-sync surplus delete",
        "surplus delete /a --standby http://a:1 | this needs a confirmation, and there is no terminal"
            + " to ask at: look with --dry-run, then give --yes | etcd-sync surplus delete",
        "surplus restore --standby http://a:1 | Missing required parameter: 'FILE' | etcd-sync"
            + " surplus restore",
        "scope explain | Missing required parameter: 'KEY' | etcd-sync scope explain",
        "scope explain --scope-namespaces-in a_b /registry/x | --scope-namespaces-in: \"a_b\" is no"
            + " name of a namespace: give 1 to 63 of a-z, 0-9 and -, with no - at either end |"
            + " etcd-sync scope explain",
        "promote --primary http://b:1 --standby http://a:1 --accept-incomplete | --accept-incomplete is"
            + " given without --primary-is-dead: while the primary answers, let etcd-sync run end its"
            + " copy; leave the option out, or give both | etcd-sync promote",
        "status --primary x | --primary is unknown: take it away | etcd-sync status",
        "confirm identity --standby http://a:1 | Missing required option: '--token=TOKEN' |"
            + " etcd-sync confirm",
      })
  void badInputIsOneSentenceAndAHint(String line, String sentence, String command) {
    assertThat(execute(line)).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("etcd-sync: " + sentence, "Try '" + command + " --help'.");
    assertThat(done).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{link: a, link: b} | has the key link twice, see line 1: take one away",
        "{primary: {endpoints: [[a]]}} | key primary.endpoints takes a list of URLs, not of lists"
            + " or keys: correct it",
      })
  void aBadFileIsBadInput(String yaml, String problem) throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), yaml);
    assertThat(execute("run --config " + file)).isEqualTo(2);
    assertThat(err.toString()).startsWith("etcd-sync: --config %s %s%n".formatted(file, problem));
  }

  @Test
  void anUnknownGuardIsRefusedWithTheKnownOnes() {
    assertThat(execute("confirm identiy --token x --standby http://a:1")).isEqualTo(2);
    assertThat(err.toString()).contains("\"identiy\" is no guard: give one of identity, ");
  }

  @Test
  void helpOfRunNamesEverySettingInEveryForm() {
    assertThat(execute("run --help")).isZero();
    for (Setting setting : Setting.values()) {
      assertThat(out.toString()).contains(setting.option(), setting.path(), setting.variable());
      setting.defaultText().ifPresent(it -> assertThat(out.toString()).contains(it));
    }
    assertThat(out.toString()).contains("--config", "ETCD_SYNC_CONFIG", "working\ndirectory");
  }

  @ParameterizedTest
  @CsvSource({"--help", "run --help", "status --help", "confirm --help", "scope explain --help"})
  void helpNamesEveryExitCode(String line) {
    assertThat(execute(line)).isZero();
    for (ExitCode code : ExitCode.values()) {
      assertThat(out.toString()).contains(code.code() + "  " + code.meaning());
    }
  }

  @Test
  void everyCommandHasHelp() {
    for (String command :
        List.of(
            "run",
            "status",
            "heal",
            "promote",
            "confirm",
            "scope",
            "scope show",
            "scope explain",
            "version")) {
      assertThat(execute(command + " -h")).isZero();
      assertThat(out.toString()).contains("Usage: etcd-sync " + command);
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void exitCodesAreFixed() {
    assertThat(ExitCode.values()).extracting(ExitCode::code).containsExactly(0, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void bootstrapTakesWhatItIsGiven() throws IOException {
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), "");
    String line = "bootstrap --namespace here --standby-kubeconfig " + kubeconfig;
    assertThat(execute(line + " --apiserver https://[fd00::1]:6443 --timeout 90s")).isZero();
    assertThat(done)
        .singleElement()
        .asString()
        .contains(
            "https://[fd00::1]:6443",
            "here/etcd-sync-active-cluster-token",
            "cpaas-system/etcd-ca",
            "remote-etcd",
            "PT1M30S");
    assertThat(out.toString()).contains("said");
    done.clear();
    assertThat(execute(line + " --remove --names a-link")).isZero();
    assertThat(execute(line + " --remove --standby-names b-link --owner another")).isZero();
    assertThat(execute(line + " --remove")).isZero();
    assertThat(done)
        .containsExactly(
            "remove here of etcd-sync a-link-client -",
            "remove here of another - b-link-client",
            "remove here of etcd-sync remote-etcd-client local-etcd-client");
    done.clear();
    assertThat(execute(line + " --standby-ca-secret kube-system/the-ca")).isZero();
    assertThat(done)
        .singleElement()
        .asString()
        .contains("primary=Optional.empty", "kube-system/the-ca", "local-etcd");
  }

  @Test
  void bootstrapRefusesWhatItCannotUse() throws IOException {
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), "");
    String line = "bootstrap --standby-kubeconfig " + kubeconfig;
    assertThat(execute(line + " --apiserver https://a:6443")).isEqualTo(2);
    assertThat(err.toString()).contains("--namespace is missing");
    line += " --namespace here";
    for (String wrong :
        List.of(
            "--apiserver=http://a:6443",
            "--apiserver=https://user@a:6443",
            "--apiserver=https://a:6443 --ca-secret=etcd-ca",
            "--apiserver=https://a:6443 --names=A/B",
            "--apiserver=https://a:6443 --timeout=90",
            "--timeout=90s",
            "--standby-ca-secret=etcd-ca",
            "--apiserver=https://a:6443 --standby-names=remote-etcd",
            "--apiserver=https://a:6443 --standby-kubeconfig=/no/such/file")) {
      assertThat(execute(line + " " + wrong)).as(wrong).isEqualTo(2);
    }
    assertThat(done).isEmpty();
  }

  @Test
  void theGateLetsNobodyPassWithoutAnAnswer() {
    String line = "gate --primary http://a:2379 --standby http://b:2379";
    assertThat(execute(line)).isEqualTo(1);
    assertThat(done).containsExactly("gate default");
    assertThat(execute("gate --primary http://a:2379")).isEqualTo(2);
  }
}
