package dev.etcdsync;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between packages, as DESIGN.md draws them. A new package needs a line here first. */
class ArchitectureTest {
  private static final String ROOT = "dev.etcdsync";

  private static final String PROTOBUF = "com.google.protobuf..";
  private static final String ETCD_CLIENT =
      "io.etcd.jetcd.. io.grpc.. io.netty.. javax.net.ssl.. " + PROTOBUF;
  private static final String CONFIGURATION = "io.helidon.. org.yaml.snakeyaml..";
  private static final String COMMAND_LINE = "picocli..";
  private static final String JSON = "com.fasterxml.jackson..";
  private static final String APISERVER_CLIENT = "io.fabric8..";
  private static final String LOG = "org.slf4j..";
  private static final String HTTP_SERVER = "io.helidon..";
  private static final String METRICS = "io.micrometer..";

  /** Our own packages and the libraries that each may use, beside itself and the JDK's java.*. */
  private static final Map<String, Allowed> ARROWS =
      Map.ofEntries(
          entry("model", new Allowed("", "")),
          entry("fence", new Allowed("model", JSON)),
          entry("etcd", new Allowed("fence model", ETCD_CLIENT)),
          entry("encryption", new Allowed("etcd fence model", "")),
          entry("apiserver", new Allowed("kube model", APISERVER_CLIENT + " " + JSON)),
          entry("lease", new Allowed("apiserver model", APISERVER_CLIENT + " " + LOG)),
          entry(
              "bootstrap",
              new Allowed(
                  "apiserver model",
                  APISERVER_CLIENT + " " + JSON + " javax.net.ssl.. javax.security.auth.x500..")),
          entry("replica", new Allowed("lease etcd fence model", LOG)),
          entry("copy", new Allowed("encryption etcd fence model", "")),
          entry("drift", new Allowed("encryption etcd fence model", "")),
          entry("follow", new Allowed("drift encryption etcd fence model", "")),
          entry("guard", new Allowed("etcd fence model", "")),
          entry("check", new Allowed("etcd fence kube model", "")),
          entry(
              "replicate",
              new Allowed(
                  "check copy drift follow guard encryption etcd fence model", LOG + " " + JSON)),
          entry("view", new Allowed("check etcd fence model", JSON)),
          entry("history", new Allowed("view model", JSON)),
          entry(
              "monitor",
              new Allowed(
                  "history view replicate check etcd fence model",
                  HTTP_SERVER + " " + METRICS + " " + JSON + " " + LOG)),
          entry(
              "events",
              new Allowed("replicate lease apiserver etcd model", APISERVER_CLIENT + " " + LOG)),
          entry("preflight", new Allowed("guard etcd fence kube model", "")),
          entry("survey", new Allowed("etcd kube model", "")),
          entry("surplus", new Allowed("etcd fence model", JSON)),
          entry("promote", new Allowed("check drift follow guard encryption etcd fence model", "")),
          entry("kube", new Allowed("model", PROTOBUF + " " + JSON)),
          entry("config", new Allowed("model", CONFIGURATION)),
          entry(
              "cli",
              new Allowed(
                  "monitor events view replica lease promote replicate copy drift follow guard check preflight survey surplus bootstrap apiserver encryption kube config etcd fence model",
                  COMMAND_LINE + " " + JSON + " " + LOG)));

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** Tests that run the program as a process. */
  private static final String[] FROM_OUTSIDE = {
    ROOT + ".real..", ROOT + ".planes..", ROOT + ".kind..", ROOT + ".browser..", ROOT + ".e2e.."
  };

  private record Allowed(String packages, String libraries) {
    String[] patterns(String self) {
      return Stream.of(
              Stream.of("java.."),
              words(libraries),
              Stream.concat(Stream.of(self), words(packages)).map(name -> ROOT + "." + name))
          .flatMap(it -> it)
          .toArray(String[]::new);
    }

    private static Stream<String> words(String text) {
      return Stream.of(text.split(" ")).filter(word -> !word.isEmpty());
    }
  }

  static List<String> packages() {
    return ARROWS.keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageUsesOnlyWhatItMay(String name) {
    classes()
        .that()
        .resideInAPackage(ROOT + "." + name)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(ARROWS.get(name).patterns(name))
        .check(PRODUCT);
  }

  @Test
  void everyPackageIsListed() {
    assertThat(PRODUCT.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(
            packages().stream().map(name -> ROOT + "." + name).toList());
  }

  /** A judge that shared code with the engine would share its mistakes. */
  @Test
  void theTestsWithRealEtcdsKnowTheProgramOnlyFromOutside() {
    noClasses()
        .that()
        .resideInAnyPackage(FROM_OUTSIDE)
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(FROM_OUTSIDE))))
        .check(new ClassFileImporter().importPackages(ROOT));
  }

  @Test
  void thereAreNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(PRODUCT);
  }
}
