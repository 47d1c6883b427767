package dev.etcdsync.planes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.planes.EncryptionKeys.Named;
import dev.etcdsync.real.Await;
import dev.etcdsync.real.Json;
import dev.etcdsync.real.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that one apiserver has encrypted come to another, with the same keys or with others. */
@Tag("planes")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncryptionIT {
  private static final String LINK = "encryption";
  private static final String SECRETS = "/api/v1/secrets";
  private static final Duration SOON = Duration.ofSeconds(60);

  /**
   * Lists in a row; they take far longer than a try stands, and far less than the next one is away.
   */
  private static final int WHOLE = 20;

  private static final Named KEY = new Named("key1", "right");
  private static final Named SAME_NAME = new Named("key1", "wrong");
  private static final Named OTHER_NAME = new Named("other", "right");

  private ControlPlane primary;
  private ControlPlane standby;

  @BeforeAll
  void start() {
    CompletableFuture<ControlPlane> other =
        CompletableFuture.supplyAsync(
            () -> ControlPlane.encrypting("encryption-primary", keys("aescbc", KEY)));
    standby = ControlPlane.encrypting("encryption-standby", keys("aescbc", SAME_NAME));
    primary = other.join();
  }

  @AfterAll
  void end() {
    if (standby != null) {
      standby.close();
    }
    if (primary != null) {
      primary.close();
    }
  }

  private static String keys(String provider, Named... keys) {
    return EncryptionKeys.of(provider, keys).configuration();
  }

  private Program run() {
    return Program.start(
        "program",
        List.of(
            "run",
            "--link",
            LINK,
            "--primary",
            primary.etcd(),
            "--standby",
            standby.etcd(),
            "--standby-kubeconfig",
            standby.kubeconfig().toString()));
  }

  private static JsonNode secret(String name, String value) {
    return Json.parse(
        """
        {"apiVersion":"v1","kind":"Secret","metadata":{"namespace":"sealed","name":"%s"},
         "stringData":{"v":"%s"}}\
        """
            .formatted(name, value));
  }

  /** Nothing of an earlier test is left, and both have these keys. */
  private void begin(String onPrimary, String onStandby) {
    for (ControlPlane plane : List.of(primary, standby)) {
      plane.etcdctl().deletePrefix("/registry/secrets/");
    }
    standby.etcdctl().deletePrefix("/etcd-sync/");
    CompletableFuture<Void> other = CompletableFuture.runAsync(() -> primary.encrypt(onPrimary));
    standby.encrypt(onStandby);
    other.join();
    if (primary.api().find("/api/v1/namespaces/sealed").isEmpty()) {
      primary
          .api()
          .create(
              Json.parse(
                  "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"sealed\"}}"));
    }
    for (int i = 0; i < 5; i++) {
      primary.api().create(secret("s" + i, "value-" + i));
    }
  }

  private static Map<String, JsonNode> secrets(ControlPlane plane) {
    Map<String, JsonNode> found = new TreeMap<>();
    plane
        .api()
        .get(SECRETS)
        .path("items")
        .forEach(it -> found.put(it.at("/metadata/name").asText(), it.path("data")));
    return found;
  }

  private void awaitTheSame(Program program) {
    Await.until(
        "the standby's apiserver reads the primary's secrets",
        SOON,
        () -> secrets(standby).equals(secrets(primary)),
        () -> secrets(standby).keySet() + "\n" + program.evidence());
  }

  private void parks(String why) {
    try (Lister lister = Lister.start(standby.api(), SECRETS)) {
      Program program = run();
      try {
        program.await("Parked guard=encryption", SOON);
        assertThat(program.evidence()).contains(why, "key \"key1\"").doesNotContain("value-");
        assertThat(secrets(standby)).isEmpty();
      } finally {
        program.terminate();
      }
      tell("parked because " + why, lister);
      Await.until("lists work", SOON, () -> lister.answers().getOrDefault(200, 0) > 0, () -> "");
    }
    assertThat(standby.etcdctl().run("get", "--prefix", "/registry/secrets/")).isEmpty();
  }

  private static void tell(String what, Lister lister) {
    System.out.println("EncryptionIT: " + what + ", lists of secrets " + lister.answers());
  }

  @ParameterizedTest
  @ValueSource(strings = {"aescbc", "aesgcm", "secretbox"})
  void onlyTheSameKeyUnderTheSameNameWillDo(String provider) {
    begin(keys(provider, KEY), keys(provider, SAME_NAME));
    parks("could not decrypt");
    standby.encrypt(keys(provider, OTHER_NAME));
    parks("no key of that name");
    standby.encrypt(keys(provider, KEY));
    Program program = run();
    try {
      program.await("Start Sync update", SOON);
      assertThat(program.find("Parked guard=encryption", 0)).isEmpty();
      assertThat(program.find("Encryption proved resource=secrets", 0)).isNotEmpty();
      awaitTheSame(program);
    } finally {
      program.terminate();
    }
  }

  @Test
  void aKeyIsGivenToTheStandbyFirst() {
    Named second = new Named("key2", "second");
    Named third = new Named("key3", "third");
    begin(keys("secretbox", KEY), keys("secretbox", KEY, second));
    Program program = run();
    try (Lister lister = Lister.start(standby.api(), SECRETS)) {
      program.await("Start Sync update", SOON);
      primary.encrypt(keys("secretbox", second, KEY));
      primary.api().create(secret("rotated", "value-2"));
      awaitTheSame(program);
      assertThat(program.find("Parked guard=encryption", 0)).isEmpty();
      assertThat(lister.answers().keySet()).containsExactly(200);

      // And now to the primary first.
      primary.encrypt(keys("secretbox", third, second, KEY));
      primary.api().create(secret("too-early", "value-3"));
      program.await("Parked guard=encryption", SOON);
      // A try breaks lists while it stands, for milliseconds; what is refused leaves them whole.
      Await.until(
          "lists are whole while the link is parked",
          SOON,
          () -> lister.wholeInARow() >= WHOLE,
          () -> lister.answers().toString());
      tell("rotated on the primary first", lister);
      assertThat(standby.api().get(SECRETS).path("items")).hasSize(6);
      standby.encrypt(keys("secretbox", second, third, KEY));
      program.await("Resumed guard=encryption", SOON);
      awaitTheSame(program);
    } finally {
      program.terminate();
    }
    List<String> check =
        new ArrayList<>(List.of("check", "--link", LINK, "--primary", primary.etcd(), "--standby"));
    check.add(standby.etcd());
    Program.Ended ended = Program.run(check);
    assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
  }
}
