package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.browser.Chromium;
import dev.etcdsync.browser.Tab;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page of a running program between real etcds, in a browser. */
@Tag("browser")
class PageIT extends RealTest {
  private static final String KEY = "/registry/configmaps/a/";
  private static final int KEYS = 300;

  private final int port = Ports.free();

  private static String config(String name) {
    return "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"uid\":\"u-%s\"},\"data\":{\"x\":\"topsecret\"}}"
        .formatted(name, name);
  }

  @Test
  void aPersonSeesALinkBeginAndItsTroubles() {
    RealCluster primary = open(RealCluster.named("primary").start());
    RealCluster standby = open(RealCluster.named("standby").start());
    for (int i = 0; i < KEYS; i++) {
      primary.etcdctl().put(KEY + "c" + i, config("c" + i));
    }
    Program program =
        replicate(primary, standby, "--check-interval", "2s", "--http", "127.0.0.1:" + port);
    program.await("Answering HTTP", Rig.SOON);
    try (Chromium chromium = Chromium.start();
        Tab tab = chromium.open("http://127.0.0.1:" + port + "/")) {
      tab.expect("#word", "Yes")
          .expect("#compared-more", KEYS + " keys")
          .expect("#role", "leads")
          .expect("#link", Rig.LINK)
          .shoot("real-following");

      // A stale key is told and not healed: with the mark the leader takes the write for its own.
      standby
          .etcdctl()
          .transaction(
              List.of("put " + KEY + "stale " + "stale-value", "put " + Rig.OWN + "mark x"));
      tab.expect("#word", "No")
          .expect("#why", "1 stale")
          .expect("#found", KEY + "stale")
          .expect("#events", "1 stale");
      assertThat(tab.page().content()).doesNotContain("topsecret", "stale-value");
      standby.etcdctl().transaction(List.of("del " + KEY + "stale", "put " + Rig.OWN + "mark x"));
      tab.expect("#word", "Yes").expectNoFault();

      primary.close();
      tab.expect("#word", "Unknown")
          .expect("#why", "The link does not follow the primary now")
          .expect("#todo", "--primary-is-dead")
          .expect("#events", "The link does not follow: primary")
          .expectNoFault()
          .shoot("real-primary-gone");
      standby.close();
      tab.expect("#why", "The standby's etcd gives no answer").expectNoFault();
      program.terminate();
      tab.expect("#notice", "This replica does not answer");
    }
  }
}
