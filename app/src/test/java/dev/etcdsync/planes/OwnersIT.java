package dev.etcdsync.planes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Await;
import dev.etcdsync.real.Json;
import dev.etcdsync.real.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Owner graphs are copied into a standby whose garbage collector and controllers are at work. */
@Tag("planes")
@Tag("alone")
@ExtendWith(Planes.class)
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class OwnersIT {
  @ParameterizedTest
  @EnumSource
  void nothingIsCollectedReleasedRunOrMadeAnew(NameOrder order, PlanePair planes) {
    List<String> namespaces = OwnerGraphs.make(planes.primary(), "owners-" + order.label(), order);
    ConcurrentLinkedQueue<String> volumes = new ConcurrentLinkedQueue<>();
    try (ApiWatch watch = planes.standby().api().watch(Resource.VOLUME.in(""), volumes::add)) {
      Program program = planes.follow();
      try {
        assertThat(program.find("Written without something that they name", 0)).isEmpty();
        for (Resource kind : List.of(Resource.CONFIG_MAP, Resource.ALPHA, Resource.OMEGA)) {
          planes.awaitCollector(kind);
        }
        assertThat(planes.record().deletions(namespaces)).as("deleted").isEmpty();
        assertThat(planes.record().puts(namespaces, "cronjobs")).as("CronJobs").isEmpty();
        assertThat(planes.record().puts(namespaces, "jobs")).as("Jobs").isEmpty();
        awaitTheSameObjects(planes, namespaces, program);
        assertThat(planes.record().deletions(namespaces)).as("deleted at the end").isEmpty();
        assertThat(volumes).as("the standby's volumes were watched").isNotEmpty();
        assertThat(volumes.stream().filter(OwnersIT::isReleased)).as("released").isEmpty();
        assertThat(watch.alive()).as("the volumes are watched to the end").isTrue();
        planes.standby().expectAlive();
      } finally {
        planes.end(program);
      }
    }
  }

  private static boolean isReleased(String event) {
    JsonNode parsed = Json.parse(event);
    String phase = parsed.at("/object/status/phase").asText();
    return parsed.path("type").asText().equals("DELETED")
        || phase.equals("Released")
        || phase.equals("Failed");
  }

  /** The primary goes on meanwhile, so what differs now may be on its way. */
  private static void awaitTheSameObjects(
      PlanePair planes, List<String> namespaces, Program program) {
    Await.until(
        "both sides have the same objects",
        PlanePair.SOON,
        () -> differences(planes, namespaces).isEmpty(),
        () ->
            "primary and standby: " + differences(planes, namespaces) + "\n" + program.evidence());
  }

  private static Map<String, String> differences(PlanePair planes, List<String> namespaces) {
    return Inventory.of(planes.primary())
        .in(namespaces)
        .differences(Inventory.of(planes.standby()).in(namespaces), Inventory::haveOneUid);
  }

  /**
   * What a Deployment has adopted is its present ReplicaSet, and has another name than it would
   * give. The two kinds reach its controller by two watches: if it sees the Deployment first, it
   * makes one more, and from then on insists on another revision of both. The remedy is the
   * documented one.
   */
  @Test
  void theStandbyIsCleanOnceWhatWasMadeBesideAnAdoptedReplicaSetIsGone(
      PlanePair planes, @TempDir Path folder) {
    List<String> namespaces = OwnerGraphs.makeAdoptedReplicaSets(planes.primary(), "adopted");
    Program program = planes.follow();
    try {
      planes.awaitCollector(Resource.CONFIG_MAP);
      Inventory primary = Inventory.of(planes.primary()).in(namespaces);
      Await.until(
          "the standby has every object of the primary",
          PlanePair.SOON,
          () -> primary.missingIn(Inventory.of(planes.standby()).in(namespaces)).isEmpty(),
          program::evidence);
      assertThat(planes.record().deletions(namespaces)).as("deleted").isEmpty();
      List<String> extra = replicaSetsOfTheStandbyAlone(planes, primary, namespaces);
      System.out.println("OwnersIT: made beside adopted ReplicaSets: " + extra);
      if (!extra.isEmpty()) {
        String restore = folder.resolve("restore.jsonl").toString();
        List<String> delete = new ArrayList<>(List.of("surplus", "delete", "--yes"));
        delete.addAll(List.of("--restore-file", restore));
        assertThat(planes.onStandby(delete, extra).exit()).isZero();
        assertThat(planes.onStandby(List.of("heal"), List.of()).exit()).isZero();
      }
      Await.until(
          "the standby is clean",
          PlanePair.SOON,
          () -> Program.run(planes.command("check")).exit() == 0,
          program::evidence);
    } finally {
      planes.end(program);
    }
  }

  private static List<String> replicaSetsOfTheStandbyAlone(
      PlanePair planes, Inventory primary, List<String> namespaces) {
    return Inventory.of(planes.standby()).in(namespaces).missingIn(primary).stream()
        .map(it -> "/registry/replicasets/%s/%s".formatted(it.namespace(), it.name()))
        .toList();
  }
}
