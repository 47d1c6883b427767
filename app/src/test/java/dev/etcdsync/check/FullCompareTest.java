package dev.etcdsync.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.Page;
import dev.etcdsync.etcd.ServerStatus;
import dev.etcdsync.etcd.Watch;
import dev.etcdsync.fence.PromotionDocument;
import dev.etcdsync.fence.VerifiedDocument;
import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.model.Checkpoint.Position;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;
import dev.etcdsync.model.ScopeRules;
import dev.etcdsync.model.Signal;
import dev.etcdsync.model.Txn;
import dev.etcdsync.model.TxnResult;
import dev.etcdsync.model.Value;
import dev.etcdsync.model.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FullCompareTest {
  private static final String CONFIG = "/registry/configmaps/team-a/";
  private static final String SECRET = "/registry/secrets/team-a/";
  private static final String CRON_JOB = "/registry/cronjobs/team-a/nightly";
  private static final String ENDPOINTS = "/registry/services/endpoints/team-a/";

  private final TwoSides sides = new TwoSides(KubernetesScope.of(ScopeRules.none(), "/registry/"));

  @AfterEach
  void close() {
    sides.close();
  }

  private static String object(String kind, String name, String more) {
    return "{\"kind\":\"%s\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"uid\":\"u-%s\"%s}}"
        .formatted(kind, name, name, more);
  }

  private static String config(String name) {
    return object("ConfigMap", name, "");
  }

  private static String ownedBy(String group, String kind, String name) {
    return ",\"ownerReferences\":[{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"name\":\"%s\",\"uid\":\"u-%s\"}]"
        .formatted(group, kind, name, name);
  }

  private static String managedBy(String manager, String time) {
    return ",\"managedFields\":[{\"manager\":\"%s\",\"operation\":\"Update\",\"time\":\"%s\"}]"
        .formatted(manager, time);
  }

  private static String ofController(String name) {
    return object(
        "Endpoints",
        name,
        ",\"labels\":{\"endpoints.kubernetes.io/managed-by\":\"endpoint-controller\"}");
  }

  private void load() {
    for (int i = 0; i < 60; i++) {
      sides.put(CONFIG + "c" + i, config("c" + i));
      sides.put(SECRET + "s" + i, object("Secret", "s" + i, ""));
    }
    sides.put(CRON_JOB, object("CronJob", "nightly", ""));
    sides.put("/registry/pods/team-a/web-1", object("Pod", "web-1", ""));
    sides.put(ENDPOINTS + "web", ofController("web"));
    sides.put(ENDPOINTS + "db", ofController("db"));
    sides.foreignPut(ENDPOINTS + "web", ofController("other"));
    sides.foreignPut(ENDPOINTS + "mine", ofController("mine"));
    sides.replicate();
  }

  private static List<String> keys(FoundKeys found) {
    assertThat(found.unlisted()).isZero();
    return found.listed().stream().map(it -> it.key() + (it.held() ? " (held)" : "")).toList();
  }

  private static Optional<String> reason(FoundKeys found) {
    assertThat(found.listed()).hasSize(1);
    return found.listed().getFirst().reason();
  }

  @Test
  void isCleanWhereNothingIsWrong() {
    load();
    sides.put(CONFIG + "later", config("later"));
    CheckResult.Compared compared = sides.compared();
    assertThat(compared.isClean()).isTrue();
    assertThat(compared.difference().local().count()).isZero();
    assertThat(compared.held()).isEqualTo(1);
    assertThat(compared.keys()).isEqualTo(123);
  }

  @Test
  void findsWhatIsMissedDifferentStaleAndTheStandbysOwn() {
    load();
    sides.put(CONFIG + "gone", config("gone"));
    sides.replicate();
    sides.primary.delete(Key.of(CONFIG + "gone"), "client");
    sides.primary.delete(Key.of(CRON_JOB), "client");
    sides.put("/registry/jobs/team-a/j", object("Job", "j", ""));
    // A checkpoint that claims more than was done.
    sides.claim(new Position.At(sides.primary.revision()), List.of());
    sides.foreignDelete(CONFIG + "c7");
    sides.foreignPut(SECRET + "s7", object("Secret", "changed", ""));
    sides.foreignPut(CONFIG + "own", config("own"));

    CheckResult.Compared compared = sides.compared();
    Difference difference = compared.difference();
    assertThat(compared.isClean()).isFalse();
    assertThat(keys(difference.missed()))
        .containsExactly(CONFIG + "c7", "/registry/jobs/team-a/j (held)");
    assertThat(keys(difference.different())).containsExactly(SECRET + "s7");
    assertThat(keys(difference.stale())).containsExactly(CONFIG + "gone", CRON_JOB + " (held)");
    assertThat(keys(difference.local())).containsExactly(CONFIG + "own");
    assertThat(sides.compared().difference()).as("again").isEqualTo(difference);
  }

  @Test
  void theStandbysOwnKeysDoNotMakeItUnclean() {
    load();
    sides.foreignPut(
        CONFIG + "own",
        object(
            "ConfigMap",
            "own",
            ",\"creationTimestamp\":\"2026-03-01T08:00:00Z\""
                + managedBy("kubectl", "2026-03-02T09:14:07Z")));
    CheckResult.Compared compared = sides.compared();
    assertThat(compared.isClean()).isTrue();
    assertThat(reason(compared.difference().local()))
        .contains(
            "created on the standby at 2026-03-01T08:00:00Z, last written by kubectl at 2026-03-02T09:14:07Z");
  }

  @Test
  void whatIsLeftInPlaceOfAHeldObjectIsStaleIfItWasReplicated() {
    load();
    Op inPlace = new Op.Put(Key.of(CRON_JOB), Value.of(object("CronJob", "nightly", "")));
    sides.claim(new Position.At(sides.primary.revision()), List.of(inPlace));
    assertThat(keys(sides.compared().difference().stale())).containsExactly(CRON_JOB);
    sides.foreignDelete(CRON_JOB);
    assertThat(sides.compared().isClean()).isTrue();
    sides.foreignPut(CRON_JOB, object("CronJob", "mine", ""));
    assertThat(keys(sides.compared().difference().local())).containsExactly(CRON_JOB);
    sides.foreignDelete(TwoSides.KEYS.held(Key.of(CRON_JOB)).toString());
    assertThat(keys(sides.compared().difference().missed())).containsExactly(CRON_JOB + " (held)");
  }

  @Test
  void namesTheOwnerThatIsAbsent() {
    sides.put("/registry/deployments/team-a/web", object("Deployment", "web", ""));
    sides.put(
        "/registry/replicasets/team-a/web-5d",
        object("ReplicaSet", "web-5d", ownedBy("apps/v1", "Deployment", "web")));
    sides.put("/registry/clusterroles/n1", object("ClusterRole", "n1", ""));
    sides.put("/registry/example.org/gadgets/team-a/g", object("Gadget", "g", ""));
    sides.put(
        CONFIG + "of-gadget", object("ConfigMap", "x", ownedBy("example.org/v1", "Gadget", "g")));
    sides.put(
        CONFIG + "of-none", object("ConfigMap", "y", ownedBy("example.org/v1", "Ghost", "h")));
    sides.put(
        CONFIG + "of-role",
        object("ConfigMap", "z", ownedBy("rbac.authorization.k8s.io/v1", "ClusterRole", "n1")));
    sides.replicate();
    sides.foreignDelete("/registry/replicasets/team-a/web-5d");
    assertThat(reason(sides.compared().difference().missed())).as("its owner is there").isEmpty();
    sides.foreignDelete("/registry/deployments/team-a/web");
    sides.foreignDelete("/registry/example.org/gadgets/team-a/g");
    sides.foreignDelete("/registry/clusterroles/n1");
    sides.foreignDelete(CONFIG + "of-gadget");
    sides.foreignDelete(CONFIG + "of-none");
    sides.foreignDelete(CONFIG + "of-role");
    assertThat(
            sides.compared().difference().missed().listed().stream()
                .flatMap(found -> found.reason().stream()))
        .containsExactly(
            "its owner Gadget g is absent, so the standby's garbage collector deleted it",
            "its owner ClusterRole n1 is absent, so the standby's garbage collector deleted it",
            "its owner Deployment web is absent, so the standby's garbage collector deleted it");
  }

  @Test
  void theStandbysControllersAtWorkAreNoDrift() {
    String before = managedBy("argocd", "2026-03-01T00:00:00Z");
    sides.put(CONFIG + "a", object("ConfigMap", "a", before));
    sides.replicate();
    sides.foreignPut(
        CONFIG + "a",
        object("ConfigMap", "a", managedBy("kube-controller-manager", "2026-03-02T09:14:07Z"))
            .replaceFirst("}$", ",\"status\":{\"ready\":1}}"));
    Difference difference = sides.compared().difference();
    assertThat(difference.isClean()).isTrue();
    assertThat(difference.statusDiverged()).isEqualTo(1);
    assertThat(sides.compared().difference()).as("again").isEqualTo(difference);
  }

  @Test
  void namesWhoChangedAnObjectOnTheStandby() {
    String before = managedBy("argocd", "2026-03-01T00:00:00Z");
    sides.put(CONFIG + "a", object("ConfigMap", "a", before));
    sides.replicate();
    sides.foreignPut(
        CONFIG + "a",
        object("ConfigMap", "c", managedBy("ku\\u001bbectl", "2026-03-02T09:14:07Z")));
    assertThat(reason(sides.compared().difference().different()))
        .contains("changed on the standby, last by ku?bectl at 2026-03-02T09:14:07Z");
    sides.foreignPut(CONFIG + "a", object("ConfigMap", "b", before));
    assertThat(reason(sides.compared().difference().different())).isEmpty();
    Op ours = new Op.Put(Key.of(CONFIG + "a"), Value.of(object("ConfigMap", "c", before)));
    sides.claim(new Position.At(sides.primary.revision()), List.of(ours));
    assertThat(reason(sides.compared().difference().different()).orElseThrow())
        .contains("etcd-sync itself");
  }

  @Test
  void readsOnlyWhatHasMovedWhenItComparesAgain() {
    load();
    Counted primary = new Counted(sides.toPrimary());
    Counted standby = new Counted(sides.toStandby());
    FullCompare compare = sides.compare();
    assertThat(compare.run(primary, standby, false).isClean()).isTrue();
    assertThat(primary.keysRead).isGreaterThan(120);
    primary.keysRead = 0;
    standby.keysRead = 0;

    sides.put(CONFIG + "c1", config("new"));
    sides.replicate();
    sides.foreignPut(CONFIG + "c2", config("foreign"));
    // What is replicated here is written whole, so everything on the standby has moved.
    assertThat(compare.run(primary, standby, false).isClean()).isFalse();
    primary.keysRead = 0;
    standby.keysRead = 0;
    sides.put(CONFIG + "c1", config("newer"));
    Op put = new Op.Put(Key.of(CONFIG + "c1"), Value.of(config("newer")));
    sides.claim(new Position.At(sides.primary.revision()), List.of(put));
    CheckResult again = compare.run(primary, standby, false);
    assertThat(again)
        .isInstanceOfSatisfying(
            CheckResult.Compared.class,
            it -> assertThat(keys(it.difference().different())).containsExactly(CONFIG + "c2"));
    assertThat(primary.keysRead).isLessThan(8);
    assertThat(standby.keysRead).isLessThan(12);
    assertThat(difference(compare.run(primary, standby, true))).isEqualTo(difference(again));
    assertThat(primary.keysRead).isGreaterThan(120);
  }

  private static Difference difference(CheckResult result) {
    return ((CheckResult.Compared) result).difference();
  }

  @Test
  void goesOnFromWhatAnotherProcessHasCompared() {
    load();
    String before = managedBy("argocd", "2026-03-01T00:00:00Z");
    sides.put(CONFIG + "at-work", object("ConfigMap", "a", before));
    sides.replicate();
    sides.foreignPut(CONFIG + "at-work", object("ConfigMap", "a", managedBy("kcm", "")));
    sides.foreignPut(CONFIG + "c3", config("planted before"));
    FullCompare leaders = sides.compare();
    CheckResult first = leaders.run(sides.toPrimary(), sides.toStandby(), false);
    assertThat(((CheckResult.Compared) first).unread()).isEmpty();
    sides.foreignPut(CONFIG + "c4", config("planted after"));

    Counted primary = new Counted(sides.toPrimary());
    CheckResult.Compared again = startedFrom(leaders.verified().orElseThrow(), primary, false);
    assertThat(keys(again.difference().different())).containsExactly(CONFIG + "c3", CONFIG + "c4");
    assertThat(again.difference().statusDiverged()).isEqualTo(1);
    assertThat(again.unread().orElseThrow().keys()).isGreaterThan(110);
    assertThat(primary.keysRead).isLessThan(16);

    CheckResult.Compared deep =
        startedFrom(leaders.verified().orElseThrow(), new Counted(sides.toPrimary()), true);
    assertThat(deep.difference()).isEqualTo(again.difference());
    assertThat(deep.unread()).isEmpty();
  }

  @Test
  void readsAllWhereWhatWasComparedIsAnotherScopesOrAnotherPrimarysOrAhead() {
    load();
    FullCompare leaders = sides.compare();
    leaders.run(sides.toPrimary(), sides.toStandby(), false);
    Verified verified = leaders.verified().orElseThrow();
    for (Verified other :
        List.of(
            new Verified(
                verified.revision(),
                verified.modRevision(),
                verified.primaryCluster(),
                "another",
                verified.again()),
            new Verified(
                verified.revision(),
                verified.modRevision(),
                0x33,
                verified.scope(),
                verified.again()),
            new Verified(
                verified.revision(),
                // Ahead of what publishing this makes.
                verified.modRevision() + 100,
                verified.primaryCluster(),
                verified.scope(),
                verified.again()),
            new Verified(
                verified.revision() + 1,
                verified.modRevision(),
                verified.primaryCluster(),
                verified.scope(),
                verified.again()))) {
      assertThat(startedFrom(other, new Counted(sides.toPrimary()), false).unread())
          .as(other.toString())
          .isEmpty();
    }
  }

  private CheckResult.Compared startedFrom(Verified verified, Counted primary, boolean deep) {
    FullCompare compare = sides.compare();
    sides.standby.put(
        TwoSides.KEYS.verified(), new VerifiedDocument().write(verified).orElseThrow(), "leader");
    compare.startFromPublished(sides.toStandby());
    return (CheckResult.Compared) compare.run(primary, sides.toStandby(), deep);
  }

  @Test
  void saysThatARevisionIsAppliedInPart() {
    load();
    long revision = sides.primary.revision();
    sides.claim(new Position.Within(revision, revision + 1, 100, 300), List.of());
    CheckResult result = sides.check();
    assertThat(result).isEqualTo(new CheckResult.InPart(revision, revision + 1, 100, 300));
    assertThat(result.isClean()).isFalse();
  }

  @Test
  void cannotTellWhereTheStandbyClaimsNothing() {
    assertUnknown("knows no link under /etcd-sync/main/");
    load();
    sides.claim(new Position.Copying(5, Instant.EPOCH), List.of());
    assertUnknown("a copy is under way");
    sides.claim(new Position.At(sides.primary.revision()), List.of(), "another scope", 0x11);
    assertUnknown("other settings of the scope");
    sides.standby.put(TwoSides.KEYS.checkpoint(), Value.of("{\"version\":99}"), "newer");
    assertUnknown("the version of etcd-sync that wrote it");
  }

  @Test
  void cannotTellOnceTheLinkHasEnded() {
    load();
    Promotion draining = Promotion.begin("4711@here", sides.world.now());
    promotionIs(draining);
    assertThat(sides.check()).as("it can be taken back").isInstanceOf(CheckResult.Compared.class);
    promotionIs(draining.at(Stage.PLACING, sides.world.now()));
    assertUnknown("is being promoted by 4711@here");
    sides.foreignPut(CONFIG + "c7", config("its own way"));
    promotionIs(draining.at(Stage.PROMOTED, Instant.parse("2026-03-02T09:14:07Z")));
    assertUnknown("was promoted at 2026-03-02T09:14:07Z by 4711@here");
    sides.standby.put(TwoSides.KEYS.promotion(), Value.of("{\"version\":2}"), "newer");
    assertUnknown("the version of etcd-sync that wrote it");
  }

  private void promotionIs(Promotion promotion) {
    sides.standby.put(
        TwoSides.KEYS.promotion(), new PromotionDocument().write(promotion), "promoter");
  }

  @Test
  void cannotTellWhileAnEncryptedObjectIsTried() {
    load();
    sides.claim(new Position.At(sides.primary.revision()), List.of());
    sides.standby.put(TwoSides.KEYS.probe(), Value.of("{}"), "leader");
    assertUnknown("is being tried on the standby's apiserver");
  }

  @Test
  void cannotTellWithAnotherPrimary() {
    load();
    sides.claim(
        new Position.At(sides.primary.revision()),
        List.of(),
        KubernetesScope.of(ScopeRules.none(), "/registry/").description(),
        0x33);
    assertUnknown("another cluster");
    sides.claim(new Position.At(sides.primary.revision() + 100), List.of());
    assertUnknown("restored from a backup");
    sides.primaryServer.failFor(Duration.ofMinutes(5));
    assertUnknown("the primary's etcd gives no answer");
  }

  @Test
  void asksOnceMoreWhereAnAnswerIsLost() {
    load();
    sides.primaryServer.failFor(Duration.ofMillis(100));
    assertThat(sides.check().isClean()).isTrue();
  }

  @Test
  void cannotTellWhereHistoryIsCompactedFasterThanItCanBeRead() {
    load();
    sides.put(CONFIG + "ahead", config("ahead"));
    sides.primary.compact(sides.primary.revision());
    assertUnknown("has compacted the revision that the standby equals");
    sides.replicate();
    assertThat(sides.compared().isClean()).isTrue();
  }

  private void assertUnknown(String part) {
    assertThat(sides.check())
        .isInstanceOfSatisfying(
            CheckResult.Unknown.class, it -> assertThat(it.sentence()).contains(part));
  }

  /** Counts keys whose values are read. */
  private static final class Counted implements Etcd {
    private final Etcd etcd;
    private int keysRead;

    private Counted(Etcd etcd) {
      this.etcd = etcd;
    }

    @Override
    public CompletableFuture<TxnResult> commit(Txn txn) {
      throw new AssertionError("a comparison writes nothing");
    }

    @Override
    public CompletableFuture<Reading> get(List<Key> keys, long revision) {
      keysRead += keys.size();
      return etcd.get(keys, revision);
    }

    @Override
    public CompletableFuture<Reading> getAll(KeyRange range, long revision) {
      return etcd.getAll(range, revision)
          .thenApply(reading -> {
            keysRead += reading.entries().size();
            return reading;
          });
    }

    @Override
    public CompletableFuture<Page> list(KeyRange range, long revision, int limit) {
      return etcd.list(range, revision, limit);
    }

    @Override
    public CompletableFuture<Void> compact(long revision) {
      throw new AssertionError("a comparison compacts nothing");
    }

    @Override
    public CompletableFuture<ServerStatus> status() {
      return etcd.status();
    }

    @Override
    public Watch watch(KeyRange range, long from, boolean previous, Signal signal) {
      throw new AssertionError("a comparison watches nothing");
    }

    @Override
    public void close() {
      etcd.close();
    }
  }
}
