package dev.etcdsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.kind.GivenClusters;
import dev.etcdsync.kind.KindClusters;
import dev.etcdsync.kind.KindPair;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * docs/drill.md, step by step, on two clusters: what was not reached in one step cannot be tried in
 * the next, so that a failure leaves the others out.
 */
@Tag("kind")
@Tag("chart")
@Tag("image")
@Tag("cert-manager")
@Tag("alone")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DrillIT {
  @RegisterExtension static final KindClusters CLUSTERS = KindClusters.withTwoServiceNetworks();

  private static final String MAY_PROBE =
      "kubectl auth can-i get secrets/any -n default"
          + " --as=system:serviceaccount:cpaas-system:etcd-sync";

  private static final String ANOTHER_POD =
      "kubectl -n cpaas-system run another --image=none --restart=Never --dry-run=server";
  private static final String NOT_RESTRICTED = "violates PodSecurity \"restricted";

  private static final String WHY_THE_JOB_FAILED =
      "kubectl -n cpaas-system get job etcd-sync-bootstrap"
          + " -o jsonpath='{.status.conditions[*].reason}'";

  private Scene scene;
  private Side primary;
  private Side standby;
  private Shop shop;
  private Disaster disaster;
  private boolean failed;

  @BeforeAll
  void set(KindPair pair) {
    scene = Scene.set(pair);
    primary = scene.primary();
    standby = scene.standby();
    shop = scene.shop();
  }

  @AfterAll
  void clear() {
    if (scene != null) {
      scene.clear();
    }
  }

  /** None is tried behind one that failed. */
  private void step(Runnable body) {
    Assumptions.assumeFalse(failed, "an earlier step failed");
    failed = true;
    body.run();
    failed = false;
  }

  /** Nothing but hooks is there then, and no certificate to ask an etcd with. */
  @Test
  @Order(0)
  void whatFailedAtItsBootstrapIsUninstalled() {
    step(() -> {
      assertThat(standby.installation().tryWithoutAuthority().failed())
          .contains("etcd-sync-bootstrap");
      assertThat(standby.installation().bootstrapLog())
          .contains("This cluster has no Secret cpaas-system/no-such-ca");
      assertThat(standby.terminal().run(WHY_THE_JOB_FAILED).succeeded())
          .contains("PodFailurePolicy");
      standby.installation().uninstall();
      assertThat(standby.left()).containsExactlyInAnyOrderElementsOf(Scene.STAYS_OF_A_FAILURE);
    });
  }

  @Test
  @Order(1)
  void helmInstallsWhatTheFormGives() {
    step(() -> {
      standby.installation().install();
      assertThat(standby.installation().ready()).hasSize(2);
      assertThat(standby.installation().bootstrapLog())
          .contains(
              "CA of the primary's etcd, Secret cpaas-system/etcd-ca there",
              "Secret local-etcd-client: issued, valid until",
              "Secret remote-etcd-client: issued, valid until")
          .doesNotContain("WARNING", "PRIVATE KEY");
      standby.awaitPromotable("after the installation");
      String leader = standby.installation().leader();
      assertThat(standby.installation().pods()).contains(leader);
      assertThat(standby.installation().log(leader)).contains("Acquired leader lease");
      // So that whatever runs in them in any step is as restricted as it can be.
      assertThat(standby.terminal().run(ANOTHER_POD).failed()).contains(NOT_RESTRICTED);
      assertThat(primary.terminal().run(ANOTHER_POD).failed()).contains(NOT_RESTRICTED);
    });
  }

  /** Users' scripts look at the first pod that the label finds, whether it leads or not. */
  @Test
  @Order(2)
  void itAnswersAsUsersScriptsAskIt() {
    step(() -> {
      assertThat(standby.installation().firstLog()).containsIgnoringCase("Start Sync update");
      assertThat(standby.installation().check())
          .contains("200 OK", "LOCAL ETCD missed keys", "LOCAL ETCD surplus keys", "\nCLEAN: ");
      assertThat(standby.terminal().type("etcd_sync status").succeeded())
          .contains("promotable  yes");
      assertThat(standby.terminal().type("etcd_sync check").succeeded()).contains("\nCLEAN: ");
      assertThat(
              standby.terminal().type("helm test etcd-sync --namespace cpaas-system").succeeded())
          .contains("Succeeded")
          .doesNotContain("Failed");
    });
  }

  /**
   * Some platforms give each namespace a user of its own. The root file system is read-only anyway.
   */
  @Test
  @Order(3)
  void anyOtherUserMayRunIt() {
    step(() -> {
      standby.installation().runAs(12345);
      standby.awaitPromotable("as another user");
      Terminal terminal = standby.terminal();
      assertThat(terminal.type("etcd_sync status").succeeded()).contains("promotable  yes");
      terminal.run("kubectl -n cpaas-system rollout undo deployment/etcd-sync").succeeded();
      standby.installation().awaitRollout();
      standby.awaitPromotable("as its own user again");
    });
  }

  @Test
  @Order(4)
  @NeedsNode("the node has to have its files where kubeadm puts them")
  void theNodesOwnFilesWillDo() {
    step(() -> {
      standby.installation().enforce("privileged");
      standby.installation().upgradeWithHostPath();
      assertThat(standby.installation().hostPaths()).contains("/etc/kubernetes/pki/etcd");
      standby.awaitPromotable("with the files of its node");
      standby.installation().upgrade();
      assertThat(standby.installation().hostPaths()).isEmpty();
      standby.installation().enforce("restricted");
      standby.awaitPromotable("with its own certificate again");
    });
  }

  @Test
  @Order(5)
  void whatThePrimaryHasIsServedByTheStandby() {
    step(() -> {
      shop.awaitServed();
      shop.change();
      shop.awaitServed();
      shop.awaitPods();
      assertThat(shop.held()).containsExactly(shop.cronJobKey());
    });
  }

  @Test
  @Order(6)
  void theLeadersPodIsDeletedAndTheNextOneKilled() {
    step(() -> {
      // The second has no time to give the Lease back.
      for (String how : List.of("", " --grace-period=0 --force")) {
        String leader = standby.installation().leader();
        standby.terminal().run("kubectl -n cpaas-system delete pod " + leader + how).succeeded();
        shop.change();
        shop.awaitServed();
        standby.await(
            "another one leads, and both are ready",
            () ->
                !standby.installation().leader().equals(leader)
                    && standby.installation().ready().size() == 2);
        standby.awaitPromotable("after its leader's end");
      }
    });
  }

  @Test
  @Order(7)
  @NeedsNode("the network is cut by the node's packet filter")
  void theNetworkBetweenTheClustersIsCut() {
    step(() -> {
      standby.node().cut(primary.node());
      try {
        shop.change();
        standby.awaitNotSynced();
        assertThat(standby.installation().check()).contains("503", "COULD NOT TELL");
      } finally {
        standby.node().mend(primary.node());
      }
      shop.awaitServed();
      standby.awaitPromotable("after the network came back");
    });
  }

  @Test
  @Order(8)
  @NeedsNode("etcd and kube-apiserver are killed on the node")
  void theStandbysControlPlaneIsKilled() {
    step(() -> {
      standby.node().killProgram("etcd");
      standby.node().killProgram("kube-apiserver");
      shop.change();
      standby.awaitServes();
      shop.awaitServed();
      standby.awaitPromotable("after its control plane's end");
    });
  }

  @Test
  @Order(9)
  @NeedsNode("the node is stopped and started")
  void theStandbysNodeGoesAndComesBack() {
    step(() -> {
      standby.node().kill();
      shop.change();
      standby.node().start();
      standby.awaitServes();
      shop.awaitServed();
      standby.await("both are ready", () -> standby.installation().ready().size() == 2);
      standby.awaitPromotable("after its node's end");
    });
  }

  @Test
  @Order(10)
  void whatIsNotCleanIsNotUninstalled() {
    step(() -> {
      Terminal terminal = standby.terminal();
      terminal.run("kubectl -n cpaas-system scale deployment/etcd-sync --replicas=0").succeeded();
      standby.await("no replica", () -> standby.installation().pods().isEmpty());
      shop.in(standby, "delete configmap prices").succeeded();
      standby.installation().expectNotUninstalled("1 keys missed");
      standby.installation().upgrade();
      terminal.run("kubectl -n cpaas-system scale deployment/etcd-sync --replicas=2").succeeded();
      shop.awaitServed();
      standby.awaitPromotable("after it was healed");
    });
  }

  @Test
  @Order(11)
  void aLinkThatGoesBackIsRefusedAndTakesNothingAlong() {
    step(() -> {
      primary.installation().install();
      assertThat(primary.installation().bootstrapLog())
          .contains("remote-etcd-client is made by somebody else");
      primary.awaitLog("Parked guard=reverse-link");
      primary.installation().uninstall();
      standby.awaitPromotable("whatever was tried on the primary");
      assertThat(standby.terminal().run(MAY_PROBE).out()).isEqualTo("yes\n");
    });
  }

  @Test
  @Order(12)
  void whatIsHeldIsNotUninstalledUnlessSomebodyWantsIt() {
    step(() -> {
      standby.installation().expectNotUninstalled("objects are held back", shop.cronJobKey());
      standby.installation().allowUninstall();
      standby.installation().uninstall();
      assertThat(standby.left()).containsExactlyInAnyOrderElementsOf(Scene.STAYS);
      standby.installation().install();
      standby.awaitPromotable("after it was installed again");
      assertThat(standby.installation().log(standby.installation().leader()))
          .contains("Start Sync update revision=")
          .doesNotContain("Copy started");
    });
  }

  @Test
  @Order(13)
  void whatIsCleanAndHoldsNothingIsUninstalled() {
    step(() -> {
      shop.in(primary, "delete cronjob yearly").succeeded();
      standby.await("nothing is held", () -> shop.held().isEmpty());
      standby.awaitPromotable("with nothing held");
      standby.installation().uninstall();
      shop.makeCronJob();
      standby.installation().install();
      standby.await("it is held again", () -> !shop.held().isEmpty());
      standby.awaitPromotable("for the disaster");
    });
  }

  @Test
  @Order(14)
  @NeedsNode(
      "the primary's node is stopped under load; the standby is promoted with the primary there")
  void thePrimaryIsLostUnderLoadAndTheStandbyServes() {
    step(() -> {
      disaster = Disaster.happens(primary, standby, shop);
      Terminal terminal = standby.terminal();
      assertThat(terminal.type("etcd_sync status").succeeded())
          .contains(" objects, out of the standby's sight");
      JsonNode status = standby.installation().status().orElseThrow();
      assertThat(standby.installation().check()).contains("503", "COULD NOT TELL");
      standby.installation().expectNotUninstalled("cannot be told whether the standby is clean");
      assertThat(terminal.type("etcd_sync promote --primary-is-dead --dry-run").succeeded())
          .contains("nothing was changed");
      assertThat(terminal.type("etcd_sync promote --primary-is-dead").succeeded())
          .contains(" held objects put into their places", "done: the standby serves");
      standby.restartApiserver();
      standby.installation().uninstall();
      shop.awaitServed();
      disaster.expectWhatWasConfirmed(status);
      disaster.expectThatClientsListAgain();
      assertThat(shop.in(standby, "get cronjob yearly -o name").succeeded())
          .contains("cronjob.batch/yearly");
      shop.in(standby, "create configmap made-by-the-new-primary").succeeded();
    });
  }

  /** Where it cannot be lost. */
  @Test
  @Order(15)
  @EnabledIf("clustersAreGiven")
  void theStandbyIsPromotedWhileThePrimaryIsThere() {
    step(() -> {
      shop.change();
      assertThat(standby.terminal().type("etcd_sync promote").succeeded())
          .contains("done: the standby serves");
      standby.restartApiserver();
      standby.installation().uninstall();
      shop.awaitServed();
      shop.in(standby, "create configmap made-by-the-new-primary").succeeded();
    });
  }

  static boolean clustersAreGiven() {
    return GivenClusters.areThere();
  }

  @Test
  @Order(16)
  void theFormerPrimaryBecomesTheStandbyOfTheOther() {
    step(() -> {
      primary.container().ifPresent(Node::start);
      primary.awaitServes();
      primary.installation().install();
      primary.awaitPromotable("as the standby of the other one");
      assertThat(shop.configMaps(primary)).contains("made-by-the-new-primary");
      if (disaster != null) {
        disaster.expectLeftovers();
      }
    });
  }

  @Test
  @Order(17)
  void theLinkThatWasPromotedStaysEnded() {
    step(() -> {
      standby.installation().install();
      standby.awaitLog("Parked guard=promoted");
      standby.installation().uninstall();
    });
  }

  /** Planned this time: the one that serves is there until the end. */
  @Test
  @Order(18)
  void theRolesAreAsTheyWereAndNothingIsLost() {
    step(() -> {
      shop.in(standby, "create configmap made-before-the-way-back").succeeded();
      assertThat(primary.terminal().type("etcd_sync promote").succeeded())
          .contains("done: the standby serves");
      assertThat(shop.configMaps(primary)).contains("made-before-the-way-back");
      primary.restartApiserver();
      primary.installation().uninstall();
      standby.cluster().etcdctl().deletePrefix("/etcd-sync/default/");
      standby.installation().install();
      standby.awaitPromotable("of the first primary again");
      shop.in(primary, "create configmap made-by-the-first-primary").succeeded();
      standby.await("it is replicated", () -> shop.has(standby, "made-by-the-first-primary"));
    });
  }

  /** Nothing stands in the manual that was not typed here. */
  @Test
  @Order(19)
  @NeedsNode("what was left out stands in the manual, too")
  void theManualHasOnlyWhatWasTyped() {
    step(() -> assertThat(scene.typed()).containsAll(Manual.commands()));
  }
}
