package dev.etcdsync.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.kube.Decision.ByValue;
import dev.etcdsync.kube.Decision.Decided;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.ScopeRules;
import dev.etcdsync.model.Value;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTableTest {
  private static final Key REGISTRY = Key.of("/registry/");
  private static final ScopeTable DEFAULT = ScopeTable.of(ScopeRules.none(), REGISTRY);

  private static Decision decide(ScopeTable table, String key) {
    Key whole = Key.of("/registry/" + key);
    Decision decision = table.decide(whole);
    assertThat(table.placement(whole).isPresent()).isEqualTo(decision instanceof Decided);
    if (decision instanceof Decided decided) {
      assertThat(table.placement(whole)).contains(decided.placement());
    }
    return decision;
  }

  private static Decided decide(ScopeTable table, String key, Value value) {
    Key whole = Key.of("/registry/" + key);
    Decided decided = table.decide(whole, value);
    assertThat(table.placement(whole, value)).isEqualTo(decided.placement());
    return decided;
  }

  private static void isDecided(Decision decision, Placement placement, String... reason) {
    assertThat(decision).isInstanceOf(Decided.class);
    assertThat(((Decided) decision).placement()).as(decision.toString()).isEqualTo(placement);
    for (String part : reason) {
      assertThat(((Decided) decision).reason()).contains(part);
    }
  }

  private static void isOpen(Decision decision, Placement otherwise, String... question) {
    assertThat(decision).isInstanceOf(ByValue.class);
    assertThat(((ByValue) decision).otherwise().placement()).isEqualTo(otherwise);
    for (String part : question) {
      assertThat(((ByValue) decision).question()).contains(part);
    }
  }

  private static Protobuf meta() {
    return new Protobuf().text(1, "name").text(5, "uid");
  }

  private static Value object(Protobuf meta) {
    return new Protobuf().message(1, meta).stored("v1", "Any");
  }

  private static Value ownedBy(Protobuf... owners) {
    Protobuf meta = meta();
    for (Protobuf owner : owners) {
      meta.message(13, owner);
    }
    return object(meta);
  }

  private static final Protobuf JOB = Protobuf.owner("batch/v1", "Job", "j", true);
  private static final Protobuf POD = Protobuf.owner("v1", "Pod", "p", true);
  private static final Protobuf NODE = Protobuf.owner("v1", "Node", "n", false);
  private static final Protobuf DEPLOYMENT = Protobuf.owner("apps/v1", "Deployment", "d", true);

  @ParameterizedTest
  @CsvSource({
    "masterleases/10.0.0.1, masterleases",
    "peerserverleases/apiserver-abc, peerserverleases",
    "ranges/serviceips, ranges",
    "ranges/servicenodeports, ranges",
    "ipaddresses/10.96.0.1, networking.k8s.io/ipaddresses",
    "servicecidrs/kubernetes, networking.k8s.io/servicecidrs",
    "minions/node-1, nodes:Node",
    "csinodes/node-1, storage.k8s.io/csinodes",
    "csistoragecapacities/team-a/csisc-abc, storage.k8s.io/csistoragecapacities",
    "volumeattachments/csi-abc, storage.k8s.io/volumeattachments",
    "resourceslices/node-1-gpu, resource.k8s.io/resourceslices",
    "storageversions/apps.deployments, internal.apiserver.k8s.io/storageversions",
    "storageversionmigrations/m, storagemigration.k8s.io/storageversionmigrations",
    "storagemigration.k8s.io/storageversionmigrations/m,"
        + " storagemigration.k8s.io/storageversionmigrations",
    "certificatesigningrequests/csr-abc, certificates.k8s.io/certificatesigningrequests",
    "podcertificaterequests/team-a/r, certificates.k8s.io/podcertificaterequests",
    "apiregistration.k8s.io/apiservices/v1.apps, apiregistration.k8s.io/apiservices",
    "configmaps/team-a/kube-root-ca.crt, configmaps name=kube-root-ca.crt",
    "clustertrustbundles/kubernetes.io:kube-apiserver-serving:abc, kube-apiserver-serving:*",
    "events/team-a/web.17ab, events",
    "leases/team-a/leader, coordination.k8s.io/leases",
    "leasecandidates/team-a/c, coordination.k8s.io/leasecandidates",
    "pods/team-a/web-1, pods:Pod",
    "kubeovn.io/subnets/join, kubeovn.io/*",
    "crd.projectcalico.org/ippools/default, *.projectcalico.org/*",
    "projectcalico.org/tiers/default, *.projectcalico.org/*",
    "operator.tigera.io/installations/default, operator.tigera.io/*",
    "cilium.io/ciliumendpoints/team-a/web-1, *.cilium.io/*",
    "crd.antrea.io/ippools/p, *.antrea.io/*",
    "namespaces/kube-system, namespace kube-system",
    "secrets/cpaas-system/s, namespace cpaas-system",
    "deployments/default/d, namespace default",
    "jobs/kube-system/j, namespace kube-system",
    "services/endpoints/default/kubernetes, namespace default",
    "cluster.x-k8s.io/machines/cpaas-system/m, namespace cpaas-system",
  })
  void isOutByItsKeyAlone(String key, String row) {
    isDecided(decide(DEFAULT, key), Placement.OUT, "the table's row \"out ", row);
  }

  @ParameterizedTest
  @CsvSource({"jobs/team-a/j, batch/jobs:Job", "cronjobs/team-a/c, batch/cronjobs:CronJob"})
  void isHeldByItsKeyAlone(String key, String row) {
    isDecided(decide(DEFAULT, key), Placement.HELD, "the table's row \"held " + row);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "namespaces/team-a",
        "configmaps/team-a/settings",
        "secrets/team-a/login",
        "services/specs/team-a/web",
        "deployments/team-a/web",
        "statefulsets/team-a/db",
        "persistentvolumeclaims/team-a/data",
        "podtemplates/team-a/t",
        "controllerrevisions/team-a/db-1",
        "clusterroles/admin",
        "storageclasses/fast",
        "clustertrustbundles/example.com:signer:abc",
        "apiextensions.k8s.io/customresourcedefinitions/foos.cr.bar.com",
        "cr.bar.com/foos/team-a/f",
        "cluster.x-k8s.io/machines/team-a/m",
        "notcilium.io/things/t",
        "newthings/team-a/n",
      })
  void isInUnlessItsOwnersAreNot(String key) {
    isOpen(
        decide(DEFAULT, key),
        Placement.IN,
        "held if a CronJob or a Job owns it; out if nothing but a Node or a Pod owns it");
    isDecided(decide(DEFAULT, key, object(meta())), Placement.IN, "no rule, and no row");
    isDecided(decide(DEFAULT, key, ownedBy(DEPLOYMENT)), Placement.IN);
    isDecided(
        decide(DEFAULT, key, ownedBy(DEPLOYMENT, JOB)),
        Placement.HELD,
        "its owner, the Job j, is held by the table's row \"held batch/jobs:Job\"");
    isDecided(
        decide(DEFAULT, key, ownedBy(POD)),
        Placement.OUT,
        "its owner, the Pod p, is out by the table's row \"out pods:Pod\"");
    isDecided(decide(DEFAULT, key, ownedBy(POD, NODE)), Placement.OUT);
    isDecided(decide(DEFAULT, key, ownedBy(POD, DEPLOYMENT)), Placement.IN);
  }

  @Test
  void aKindOfAnotherGroupIsAnotherKind() {
    Value value = ownedBy(Protobuf.owner("batch.volcano.sh/v1alpha1", "Job", "j", true));
    isDecided(decide(DEFAULT, "configmaps/team-a/c", value), Placement.IN);
  }

  @Test
  void keysOutsideThePrefixAreOut() {
    isDecided(
        DEFAULT.decide(Key.of("compact_rev_key")), Placement.OUT, "row \"out key compact_rev_key");
    isDecided(
        DEFAULT.decide(Key.of("/other/x")), Placement.OUT, "does not begin with the key prefix");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "odd", "a/b/c/d/e/f", "configmaps/team-a/", "pods//x"})
  void keysThatAreNoObjectsAreIn(String key) {
    isDecided(decide(DEFAULT, key), Placement.IN, "form of a Kubernetes object's key");
  }

  @Test
  void endpointsThatAControllerMadeAreOut() {
    String key = "services/endpoints/team-a/web";
    isOpen(
        decide(DEFAULT, key),
        Placement.IN,
        "out if it has the label endpoints.kubernetes.io/managed-by=endpoint-controller",
        "out if kube-controller-manager has written it");
    Protobuf label = Protobuf.entry("endpoints.kubernetes.io/managed-by", "endpoint-controller");
    isDecided(decide(DEFAULT, key, object(meta().message(11, label))), Placement.OUT, "label=");
    isDecided(
        decide(
            DEFAULT, key, object(meta().message(17, Protobuf.manager("kube-controller-manager")))),
        Placement.OUT,
        "manager=kube-controller-manager");
    isDecided(
        decide(DEFAULT, key, object(meta().message(17, Protobuf.manager("kubectl")))),
        Placement.IN);
  }

  @ParameterizedTest
  @CsvSource({
    "endpointslice-controller.k8s.io, OUT",
    "endpointslicemirroring-controller.k8s.io, OUT",
    "staff, IN",
    "my-tool.example.com, IN"
  })
  void endpointSlicesAreOutByWhoMadeThem(String manager, Placement placement) {
    Protobuf label = Protobuf.entry("endpointslice.kubernetes.io/managed-by", manager);
    isDecided(
        decide(DEFAULT, "endpointslices/team-a/web-abc", object(meta().message(11, label))),
        placement);
  }

  @ParameterizedTest
  @CsvSource({"cpaas-system, OUT", "team-a, IN"})
  void webhooksAreOutWithTheirService(String namespace, Placement placement) {
    Protobuf service = new Protobuf().text(1, namespace).text(2, "svc");
    Value value =
        new Protobuf()
            .message(1, meta())
            .message(2, new Protobuf().message(2, new Protobuf().message(1, service)))
            .stored("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration");
    isDecided(decide(DEFAULT, "validatingwebhookconfigurations/w", value), placement);
    isDecided(decide(DEFAULT, "mutatingwebhookconfigurations/w", value), placement);
    ScopeTable more = ScopeTable.of(rules(r -> r.namespacesOut = List.of("team-a")), REGISTRY);
    isDecided(decide(more, "mutatingwebhookconfigurations/w", value), Placement.OUT);
  }

  @ParameterizedTest
  @CsvSource({"cpaas-system, OUT", "team-a, IN"})
  void volumesAndSnapshotsAreOutWithTheirClaim(String namespace, Placement placement) {
    Protobuf claim = new Protobuf().text(2, namespace).text(3, "data");
    Value volume =
        new Protobuf()
            .message(1, meta())
            .message(2, new Protobuf().message(4, claim))
            .stored("v1", "PersistentVolume");
    Value content =
        Value.of(
            "{\"apiVersion\":\"v1\",\"kind\":\"VolumeSnapshotContent\",\"metadata\":{},\"spec\":{"
                + "\"volumeSnapshotRef\":{\"namespace\":\""
                + namespace
                + "\"}}}");
    isDecided(decide(DEFAULT, "persistentvolumes/pv", volume), placement);
    ScopeTable noClaims =
        ScopeTable.of(rules(r -> r.resourcesOut = List.of("persistentvolumeclaims")), REGISTRY);
    isDecided(decide(noClaims, "persistentvolumes/pv", volume), Placement.OUT);
    ScopeTable oneClaim =
        ScopeTable.of(
            rules(r -> r.prefixesIn = List.of("/registry/persistentvolumeclaims/")), REGISTRY);
    isDecided(decide(oneClaim, "persistentvolumes/pv", volume), Placement.IN);
    isDecided(
        decide(DEFAULT, "snapshot.storage.k8s.io/volumesnapshotcontents/c", content), placement);
  }

  @Test
  void whatCannotBeReadIsDecidedByItsKeyAndTheReasonSaysSo() {
    Value encrypted = Value.of("k8s:enc:aescbc:v1:key1:x");
    isDecided(
        decide(DEFAULT, "secrets/team-a/s", encrypted),
        Placement.IN,
        "its value is encrypted, so this could not be told: held if a CronJob or a Job owns it");
    isDecided(
        decide(DEFAULT, "services/endpoints/team-a/e", Value.of("{")),
        Placement.IN,
        "its value is damaged, so this could not be told: out if it has the label");
  }

  @Test
  void aDefinitionGoesWithWhatItDefines() {
    String subnets = "apiextensions.k8s.io/customresourcedefinitions/subnets.kubeovn.io";
    isDecided(decide(DEFAULT, subnets), Placement.OUT, "what it defines is out by", "kubeovn.io/*");
    ScopeTable in = ScopeTable.of(rules(r -> r.resourcesIn = List.of("kubeovn.io/*")), REGISTRY);
    isOpen(decide(in, subnets), Placement.IN);
    String foos = "apiextensions.k8s.io/customresourcedefinitions/foos.cr.bar.com";
    ScopeTable out =
        ScopeTable.of(rules(r -> r.resourcesOut = List.of("cr.bar.com/foos")), REGISTRY);
    isDecided(decide(out, foos), Placement.OUT, "scope.resources.out");
    ScopeTable held =
        ScopeTable.of(rules(r -> r.resourcesHeld = List.of("cr.bar.com/foos:Foo")), REGISTRY);
    isOpen(decide(held, foos), Placement.IN);
    // A condition on single objects says nothing of the definition.
    isOpen(
        decide(
            DEFAULT,
            "apiextensions.k8s.io/customresourcedefinitions/"
                + "volumesnapshotcontents.snapshot.storage.k8s.io"),
        Placement.IN);
  }

  @Test
  void aNamespaceOfTheUsersIsOutWithAllInIt() {
    ScopeTable table = ScopeTable.of(rules(r -> r.namespacesOut = List.of("team-a")), REGISTRY);
    for (String key : List.of("namespaces/team-a", "secrets/team-a/s", "cronjobs/team-a/c")) {
      isDecided(decide(table, key), Placement.OUT, "the rule \"team-a\" in scope.namespaces.out");
    }
    isOpen(decide(table, "secrets/team-b/s"), Placement.IN);
  }

  @Test
  void aNamespaceTakenBackLeavesTheResourcesAsTheyAre() {
    ScopeTable table = ScopeTable.of(rules(r -> r.namespacesIn = List.of("default")), REGISTRY);
    isOpen(decide(table, "namespaces/default"), Placement.IN);
    isOpen(decide(table, "secrets/default/s"), Placement.IN);
    isDecided(decide(table, "pods/default/p"), Placement.OUT, "pods:Pod");
    isDecided(decide(table, "cronjobs/default/c"), Placement.HELD);
  }

  @Test
  void aResourceTakenBackLeavesTheNamespacesAsTheyAre() {
    ScopeTable table =
        ScopeTable.of(rules(r -> r.resourcesIn = List.of("batch/jobs", "configmaps")), REGISTRY);
    isOpen(decide(table, "jobs/team-a/j"), Placement.IN, "held if a CronJob owns it");
    isDecided(decide(table, "jobs/kube-system/j"), Placement.OUT);
    isOpen(decide(table, "configmaps/team-a/kube-root-ca.crt"), Placement.IN);
  }

  @Test
  void whatOwnsFollowsTheUsersRule() {
    ScopeTable jobsIn = ScopeTable.of(rules(r -> r.resourcesIn = List.of("jobs")), REGISTRY);
    isDecided(decide(jobsIn, "configmaps/team-a/c", ownedBy(JOB)), Placement.IN);
    ScopeTable podsIn = ScopeTable.of(rules(r -> r.resourcesIn = List.of("pods")), REGISTRY);
    isDecided(decide(podsIn, "pods/team-a/p", ownedBy(DEPLOYMENT)), Placement.IN, "\"pods\"");
    isDecided(decide(podsIn, "pods/team-a/p", ownedBy(JOB)), Placement.HELD);
    isDecided(decide(podsIn, "configmaps/team-a/c", ownedBy(POD)), Placement.IN);
    ScopeTable jobsOut = ScopeTable.of(rules(r -> r.resourcesOut = List.of("jobs")), REGISTRY);
    isDecided(decide(jobsOut, "configmaps/team-a/c", ownedBy(JOB)), Placement.OUT);
  }

  @Test
  void whatTheUserHoldsTakesItsObjectsAlong() {
    ScopeTable table =
        ScopeTable.of(
            rules(r -> r.resourcesHeld = List.of("tekton.dev/pipelineruns:PipelineRun")), REGISTRY);
    isDecided(
        decide(table, "tekton.dev/pipelineruns/team-a/r"), Placement.HELD, "scope.resources.held");
    Value owned = ownedBy(Protobuf.owner("tekton.dev/v1", "PipelineRun", "r", true));
    isDecided(
        decide(table, "tekton.dev/taskruns/team-a/t", owned),
        Placement.HELD,
        "its owner, the PipelineRun r, is held by the rule");
  }

  @Test
  void theNarrowestRuleAboutAResourceDecides() {
    ScopeTable table =
        ScopeTable.of(
            rules(r -> {
              r.resourcesOut = List.of("*.bar.com/*", "a.cr.bar.com/things");
              r.resourcesIn = List.of("cr.bar.com/foos", "a.cr.bar.com/*");
            }),
            REGISTRY);
    isOpen(decide(table, "cr.bar.com/foos/f"), Placement.IN);
    isDecided(decide(table, "cr.bar.com/others/o"), Placement.OUT, "*.bar.com/*");
    isDecided(decide(table, "a.cr.bar.com/things/t"), Placement.OUT, "a.cr.bar.com/things");
    isOpen(decide(table, "a.cr.bar.com/others/t"), Placement.IN);
    isOpen(decide(table, "foo.com/others/t"), Placement.IN);
  }

  @Test
  void theLongestPrefixDecidesOverAllElse() {
    ScopeTable table =
        ScopeTable.of(
            rules(r -> {
              r.prefixesIn = List.of("/registry/pods/kube-system/", "/registry/secrets/team-a/x/y");
              r.prefixesOut = List.of("/registry/secrets/", "/registry/pods/kube-system/secret-");
            }),
            REGISTRY);
    isDecided(
        decide(table, "pods/kube-system/p"),
        Placement.IN,
        "the rule \"/registry/pods/kube-system/\" in scope.prefixes.in");
    isDecided(decide(table, "pods/kube-system/secret-1"), Placement.OUT, "scope.prefixes.out");
    isDecided(decide(table, "secrets/team-a/x"), Placement.OUT);
    isDecided(decide(table, "secrets/team-a/x/y"), Placement.IN);
    isDecided(decide(table, "pods/team-a/p"), Placement.OUT, "pods:Pod");
  }

  @Test
  void anotherPrefixOfTheApiserverIsTakenAsItIs() {
    ScopeTable table = ScopeTable.of(ScopeRules.none(), Key.of("/kubernetes.io"));
    isDecided(table.decide(Key.of("/kubernetes.io/pods/team-a/p")), Placement.OUT);
    isDecided(table.decide(Key.of("/registry/secrets/team-a/s")), Placement.OUT, "key prefix");
  }

  /** The rules by name: seven lists in a row are easily mixed up. */
  static final class Rules {
    List<String> namespacesIn = List.of();
    List<String> namespacesOut = List.of();
    List<String> resourcesIn = List.of();
    List<String> resourcesOut = List.of();
    List<String> resourcesHeld = List.of();
    List<String> prefixesIn = List.of();
    List<String> prefixesOut = List.of();
  }

  static ScopeRules rules(Consumer<Rules> change) {
    Rules r = new Rules();
    change.accept(r);
    return new ScopeRules(
        r.namespacesIn,
        r.namespacesOut,
        r.resourcesIn,
        r.resourcesOut,
        r.resourcesHeld,
        r.prefixesIn,
        r.prefixesOut);
  }

  /** What is remembered of a folder must not decide about a name that it does not fit. */
  @Test
  void whatWasAskedBeforeChangesNothing() {
    ScopeRules rules =
        new ScopeRules(
            List.of("kubevirt"),
            List.of("team-x"),
            List.of(),
            List.of("example.org/widgets"),
            List.of(),
            List.of("/registry/secrets/a/keep", "/registry/nodes/mine/"),
            List.of("/registry/configmaps/a/o", "/registry/b"));
    List<String> keys =
        List.of(
            "configmaps/a/other",
            "configmaps/a/mine",
            "configmaps/a/kube-root-ca.crt",
            "configmaps/b/one",
            "configmaps/b/kube-root-ca.crt",
            "certificates.k8s.io/clustertrustbundles/mine",
            "clustertrustbundles/kubernetes.io:kube-apiserver-serving:x",
            "clustertrustbundles/mine",
            "configmaps/a/\u0001",
            "configmaps/a/ü",
            "configmaps/a/",
            "configmaps/a",
            "configmaps/team-x/c",
            "configmaps/kube-system/c",
            "secrets/a/keep-me",
            "secrets/a/lose",
            "minions/n",
            "nodes/mine/x",
            "nodes/other/x",
            "namespaces/team-x",
            "namespaces/a",
            "namespaces/kubevirt",
            "apiextensions.k8s.io/customresourcedefinitions/widgets.example.org",
            "apiextensions.k8s.io/customresourcedefinitions/things.example.org",
            "example.org/widgets/a/w",
            "rbac.authorization.k8s.io/clusterroles/x",
            "batch/x",
            "jobs/a/j",
            "services/specs/a/kubernetes",
            "services/specs/default/kubernetes",
            "services/specs/default/web",
            "endpointslices/default/kubernetes",
            "endpointslices/default/web",
            "priorityclasses/system-node-critical",
            "priorityclasses/mine",
            "flowschemas/exempt",
            "flowschemas/mine",
            "health");
    ScopeTable shared = ScopeTable.of(rules, REGISTRY);
    for (List<String> order : List.of(keys, keys.reversed(), keys)) {
      for (String key : order) {
        ScopeTable fresh = ScopeTable.of(rules, REGISTRY);
        assertThat(decide(shared, key)).as(key).isEqualTo(decide(fresh, key));
      }
    }
    assertThat(decide(shared, "configmaps/a/other")).isNotEqualTo(decide(shared, "configmaps/a/m"));
    assertThat(decide(shared, "namespaces/a")).isNotEqualTo(decide(shared, "namespaces/team-x"));
  }
}
