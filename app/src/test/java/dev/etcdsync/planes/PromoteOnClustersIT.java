package dev.etcdsync.planes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Await;
import dev.etcdsync.real.Json;
import dev.etcdsync.real.Program;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A live standby is promoted: what was held acts, and clients that come over are not left blind.
 */
@Tag("planes")
@Tag("alone")
@ExtendWith(Planes.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PromoteOnClustersIT {
  private static final String NAMESPACE = "promoted";
  private static final String MAPS = Resource.CONFIG_MAP.in(NAMESPACE);
  private static final String JOBS = "/apis/batch/v1/namespaces/" + NAMESPACE + "/jobs";
  private static final String CRON_JOBS = "/apis/batch/v1/cronjobs";

  /** A CronJob fires at each full minute. */
  private static final Duration MINUTE = Duration.ofSeconds(80);

  private static final Duration LIFTED = Duration.ofSeconds(90);

  /** The standby makes revisions of its own, and more of them than the primary. */
  private static final int HIGHER = 100;

  private PlanePair planes;
  private Api there;
  private Api here;
  private JsonNode cronJob;
  private Program leader;

  @BeforeEach
  void follow(PlanePair given) {
    planes = given;
    there = planes.primary().api();
    here = planes.standby().api();
    there.create(Templates.namespace(NAMESPACE));
    cronJob = there.create(Templates.cronJob(NAMESPACE, "minutely"));
    leader = planes.follow();
  }

  /** Leaves nothing that fires, or that stands in another link's way. */
  @AfterEach
  void end() {
    leader.close();
    there.delete(cronJob);
    for (JsonNode placed : here.get(CRON_JOBS).path("items")) {
      here.deleteAt(
          "/apis/batch/v1/namespaces/%s/cronjobs/%s"
              .formatted(
                  placed.at("/metadata/namespace").asText(), placed.at("/metadata/name").asText()));
    }
    planes.forget();
  }

  @Test
  void itServesAsAClusterOfItsOwn() {
    assertThatALinkBackIsRefused();
    raiseThePrimary();
    String version = there.version(MAPS);
    assertThatAClientOfThePrimaryIsBlind(version);
    awaitAJobOfThePrimary();
    assertThat(planes.record().puts(List.of(NAMESPACE), "cronjobs")).as("CronJobs").isEmpty();
    assertThat(planes.record().puts(List.of(NAMESPACE), "jobs")).as("Jobs").isEmpty();

    promote();
    assertThat(leader.awaitExit(PlanePair.SOON)).isEqualTo(Program.DEPOSED);
    assertThatAClientOfThePrimaryHearsWhatComes(version);
    planes.standby().restartApiserver();
    assertThatAClientOfThePrimaryIsToldToListAgain(version);
    try (Program back = planes.startBack()) {
      back.await("Start Sync update", PlanePair.SOON);
    }
    Await.until(
        "the standby's CronJob has made a Job",
        MINUTE,
        () -> !uids(here).isEmpty() && !uids(there).containsAll(uids(here)),
        planes.standby()::evidence);
    planes.standby().expectAlive();
  }

  private void assertThatALinkBackIsRefused() {
    try (Program back = planes.startBack()) {
      back.await("Parked guard=reverse-link", PlanePair.SOON);
    }
  }

  /** Only a version that the standby does not have yet leaves a client blind. */
  private void raiseThePrimary() {
    long gap =
        planes.standby().etcdctl().revision() - planes.primary().etcdctl().revision() + HIGHER;
    there.createAll(
        IntStream.range(0, (int) Math.max(0, gap))
            .mapToObj(i -> Templates.plain(Resource.CONFIG_MAP, "kube-system", "raising-" + i))
            .toList());
  }

  private void assertThatAClientOfThePrimaryIsBlind(String version) {
    Queue<String> events = new ConcurrentLinkedQueue<>();
    try (ApiWatch watch = here.watch(MAPS, version, events::add)) {
      JsonNode map = there.create(Templates.plain(Resource.CONFIG_MAP, NAMESPACE, "before"));
      Await.until(
          "the standby serves what was written",
          PlanePair.SOON,
          () -> here.find(Resource.pathOf(map)).isPresent(),
          leader::evidence);
      assertThat(watch.alive()).isTrue();
      assertThat(events).as("a watch from %s before the promotion", version).isEmpty();
    }
  }

  private void awaitAJobOfThePrimary() {
    Await.until(
        "the primary's CronJob has made a Job",
        MINUTE,
        () -> !uids(there).isEmpty(),
        planes.primary()::evidence);
    Await.until(
        "the standby holds that Job",
        PlanePair.SOON,
        () -> planes.held("/registry/jobs/" + NAMESPACE + "/") > 0,
        leader::evidence);
  }

  private static Set<String> uids(Api api) {
    Set<String> uids = new HashSet<>();
    api.get(JOBS).path("items").forEach(job -> uids.add(job.at("/metadata/uid").asText()));
    return uids;
  }

  private void promote() {
    try (Program promotion = Program.start("promotion", planes.command("promote"))) {
      assertThat(promotion.awaitExit(LIFTED)).as(promotion.evidence()).isZero();
    }
  }

  /** Not of what came before: an apiserver that was not restarted answers from memory. */
  private void assertThatAClientOfThePrimaryHearsWhatComes(String version) {
    Queue<String> events = new ConcurrentLinkedQueue<>();
    try (ApiWatch watch = here.watch(MAPS, version, events::add)) {
      here.create(Templates.plain(Resource.CONFIG_MAP, NAMESPACE, "after"));
      Await.until(
          "a watch from the primary's version hears what comes",
          PlanePair.SOON,
          () -> events.stream().map(Json::parse).anyMatch(PromoteOnClustersIT::isAfter),
          events::toString);
      System.out.println(
          "PromoteOnClustersIT: before the restart, from " + version + ": " + types(events));
      assertThat(watch.alive()).isTrue();
      assertThat(types(events)).doesNotContain("ERROR");
    }
  }

  private static boolean isAfter(JsonNode event) {
    return event.at("/object/metadata/name").asText().equals("after");
  }

  private static List<String> types(Queue<String> events) {
    return events.stream().map(event -> Json.parse(event).path("type").asText()).toList();
  }

  private void assertThatAClientOfThePrimaryIsToldToListAgain(String version) {
    Queue<String> events = new ConcurrentLinkedQueue<>();
    try (ApiWatch watch = here.watch(MAPS, version, events::add)) {
      Await.until(
          "a watch from the primary's version ends",
          PlanePair.SOON,
          () -> !watch.alive(),
          events::toString);
    }
    assertThat(events).hasSize(1);
    JsonNode event = Json.parse(events.element());
    assertThat(event.path("type").asText()).isEqualTo("ERROR");
    assertThat(event.at("/object/code").asInt()).as(event.toString()).isEqualTo(410);
    assertThat(here.get(MAPS).path("items")).as("and a list").isNotEmpty();
  }
}
