package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What of a Kubernetes cluster comes into the standby, what does not, and what is held back. */
class ScopeIT extends RealTest {
  private static final String HELD = Rig.OWN + "held/";
  private static final String CRON_JOB = "/registry/cronjobs/team-a/nightly";
  private static final String JOBS_CONFIG = "/registry/configmaps/team-a/of-a-job";
  private static final String CONFIG = "/registry/configmaps/team-a/plain";
  private static final String ENDPOINTS = "/registry/services/endpoints/team-a/web";
  private static final String POD = "/registry/pods/team-a/web-1";
  private static final String EXCLUDED = "/registry/secrets/kube-system/token";

  private static String object(String kind, String more) {
    return "{\"kind\":\"%s\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\",\"uid\":\"u-%s\"%s}}"
        .formatted(kind, more.hashCode(), more);
  }

  private static String ownedByJob(String mark) {
    return object(
        "ConfigMap",
        ",\"labels\":{\"mark\":\"%s\"},\"ownerReferences\":[{\"apiVersion\":\"batch/v1\",\"kind\":\"Job\",\"name\":\"j\",\"uid\":\"j1\"}]"
            .formatted(mark));
  }

  private static String ofController(String mark) {
    return object(
        "Endpoints",
        ",\"labels\":{\"endpoints.kubernetes.io/managed-by\":\"endpoint-controller\",\"mark\":\"%s\"}"
            .formatted(mark));
  }

  private Program run(RealCluster primary, RealCluster standby, String... more) {
    Program program = replicate(primary, standby, more);
    program.await("Start Sync update", Rig.SOON);
    return program;
  }

  private static void awaitValue(Etcdctl etcdctl, String key, String value, Program program) {
    Await.until(
        key + " is " + (value.isEmpty() ? "absent" : value),
        Rig.SOON,
        () -> etcdctl.get(key).orElse("").equals(value),
        program::evidence);
  }

  @Test
  void whatIsInComesWhatIsOutDoesNotAndWhatIsHeldIsHeldBack() {
    RealCluster primary = open(RealCluster.named("primary").start());
    RealCluster standby = open(RealCluster.named("standby").start());
    Etcdctl there = primary.etcdctl();
    Etcdctl here = standby.etcdctl();
    there.put(CONFIG, object("ConfigMap", ""));
    there.put(CRON_JOB, object("CronJob", ""));
    there.put(JOBS_CONFIG, ownedByJob("1"));
    there.put(ENDPOINTS, ofController("primary"));
    there.put(POD, object("Pod", ""));
    there.put(EXCLUDED, object("Secret", ""));
    here.put(ENDPOINTS, ofController("standby"));
    here.put(POD, object("Pod", ",\"labels\":{}"));

    Program program = run(primary, standby);
    assertThat(here.get(CONFIG)).contains(object("ConfigMap", ""));
    assertThat(here.get(CRON_JOB)).isEmpty();
    assertThat(here.get(HELD + CRON_JOB)).contains(object("CronJob", ""));
    assertThat(here.get(JOBS_CONFIG)).isEmpty();
    assertThat(here.get(HELD + JOBS_CONFIG)).contains(ownedByJob("1"));
    assertThat(here.get(ENDPOINTS)).contains(ofController("standby"));
    assertThat(here.get(EXCLUDED)).isEmpty();

    // While following: by what they are, objects move, and the standby's own are left alone.
    there.put(JOBS_CONFIG, ownedByJob("2"));
    awaitValue(here, HELD + JOBS_CONFIG, ownedByJob("2"), program);
    there.put(JOBS_CONFIG, object("ConfigMap", ""));
    awaitValue(here, JOBS_CONFIG, object("ConfigMap", ""), program);
    awaitValue(here, HELD + JOBS_CONFIG, "", program);
    there.put(JOBS_CONFIG, ownedByJob("3"));
    awaitValue(here, JOBS_CONFIG, "", program);
    there.delete(JOBS_CONFIG);
    awaitValue(here, HELD + JOBS_CONFIG, "", program);
    there.delete(ENDPOINTS);
    there.put(ENDPOINTS, object("Endpoints", ""));
    awaitValue(here, ENDPOINTS, object("Endpoints", ""), program);
    there.put(ENDPOINTS, ofController("again"));
    awaitValue(here, ENDPOINTS, "", program);
    here.put(ENDPOINTS, ofController("standby"));
    there.delete(ENDPOINTS);
    there.put(CONFIG, object("ConfigMap", ",\"labels\":{}"));
    awaitValue(here, CONFIG, object("ConfigMap", ",\"labels\":{}"), program);
    assertThat(here.get(ENDPOINTS)).contains(ofController("standby"));
    assertThat(here.get(POD)).contains(object("Pod", ",\"labels\":{}"));

    // Other rules at the next start: what was held comes into its place, and what goes out stays.
    program.kill();
    Program second =
        run(
            primary,
            standby,
            "--scope-resources-in",
            "batch/cronjobs",
            "--scope-namespaces-in",
            "kube-system");
    assertThat(second.find("Resync reason=scope-changed", 0)).isPresent();
    assertThat(here.get(CRON_JOB)).contains(object("CronJob", ""));
    assertThat(here.get(HELD + CRON_JOB)).isEmpty();
    assertThat(here.get(EXCLUDED)).contains(object("Secret", ""));
    assertThat(second.find("left on the standby", 0)).isEmpty();
    second.kill();
    Program third = run(primary, standby);
    assertThat(here.get(HELD + CRON_JOB)).contains(object("CronJob", ""));
    assertThat(here.get(CRON_JOB)).as("not left in its place to fire").isEmpty();
    assertThat(here.get(EXCLUDED)).as("out now: nobody's concern").isPresent();
    assertThat(third.find("left on the standby as they are objects=1 example=" + EXCLUDED, 0))
        .isPresent();
    third.kill();
  }
}
