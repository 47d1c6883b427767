package dev.etcdsync.planes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Await;
import dev.etcdsync.real.Child;
import dev.etcdsync.real.Folders;
import dev.etcdsync.real.Json;
import dev.etcdsync.real.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What clients of the standby's apiserver see while the link follows. */
@Tag("planes")
@Tag("alone")
@ExtendWith(Planes.class)
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveStandbyIT {
  private PlanePair planes;
  private Program program;
  private List<String> namespaces;
  private String namespace;

  @BeforeAll
  void follow(PlanePair given) {
    planes = given;
    namespaces = OwnerGraphs.make(planes.primary(), "live", NameOrder.MIXED);
    namespace = namespaces.getFirst();
    program = planes.follow();
  }

  @AfterAll
  void end() {
    if (program != null) {
      planes.end(program);
    }
  }

  private static JsonNode map(String namespace, String name, String value) {
    return Json.parse(
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"%s","name":"%s"},
         "data":{"n":"%s"}}\
        """
            .formatted(namespace, name, value));
  }

  @Test
  void kubectlListsEverythingAndReadsWhatThePrimaryHas() {
    Await.until(
        "objects read alike",
        PlanePair.SOON,
        () -> unlike().isEmpty(),
        () -> "primary and standby: " + unlike() + "\n" + program.evidence());
    assertThat(Inventory.of(planes.standby()).objects()).hasSizeGreaterThan(300);
  }

  /** Objects that differ in more than a controller of the standby may have written. */
  private Map<String, String> unlike() {
    return Inventory.of(planes.primary())
        .in(namespaces)
        .unlike(Inventory.of(planes.standby()).in(namespaces), planes.record());
  }

  @Test
  void aWatchOnTheStandbySeesReplicatedChanges() {
    Path seen = Path.of("target", "planes", "watch.out").toAbsolutePath();
    Folders.write(seen, "");
    Child watch = planes.standby().kubectl().watch("configmaps", namespace, seen);
    try {
      Api api = planes.primary().api();
      // A watch tells nothing of itself when it begins.
      List<JsonNode> made = new ArrayList<>();
      Await.until(
          "the watch has begun",
          PlanePair.SOON,
          () -> {
            made.add(api.create(map(namespace, "begin-" + made.size(), "0")));
            return Folders.tail(seen, 1000).contains("ADDED begin-");
          },
          () -> Folders.tail(seen, 20));
      JsonNode object = api.create(map(namespace, "watched", "1"));
      awaitLine(seen, "ADDED watched 1");
      api.merge(object, "{\"data\":{\"n\":\"2\"}}");
      awaitLine(seen, "MODIFIED watched 2");
      api.delete(object);
      awaitLine(seen, "DELETED watched 2");
    } finally {
      watch.kill();
    }
  }

  private void awaitLine(Path seen, String line) {
    Await.until(
        "the watch tells: " + line,
        Duration.ofSeconds(10),
        () -> Folders.tail(seen, 1000).lines().anyMatch(line::equals),
        () -> Folders.tail(seen, 20) + "\n" + program.evidence());
  }

  @Test
  void everyWriteIsVisibleOnTheStandbyInTime() {
    Visibility figures = Visibility.measure(planes, namespace, 800);
    System.out.println("LiveStandbyIT: " + figures);
    assertThat(figures.slowest()).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void checkFindsOnlyWhatControllersHaveWritten() {
    Findings findings = Findings.of(planes.command("check"));
    findings.expectOnlyTheWorkOfOthers(planes.record());
    System.out.println("LiveStandbyIT: " + findings);
  }
}
