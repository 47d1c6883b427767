package dev.etcdsync.monitor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.view.Ages;
import dev.etcdsync.view.Failover;
import dev.etcdsync.view.LinkReading;
import dev.etcdsync.view.StandbyCommand;
import dev.etcdsync.view.StatusView;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * What the leader has published, which is the same on every replica, and what this replica knows of
 * having read it, as JSON. Any thread may call.
 */
final class StatusDocument {
  private static final int VERSION = 1;

  private final Supplier<Ages> ages;
  private final StandbyCommand commands;
  private final Replica replica;
  private final Meters self;

  /**
   * Who answers.
   *
   * @param name of the process, for people
   * @param version of etcd-sync
   */
  record Replica(String name, String version) {}

  /**
   * @param ages how old evidence may be, as of now
   * @param commands for what to do, and whose link it is
   * @param self what the engine of this process tells
   */
  StatusDocument(Supplier<Ages> ages, StandbyCommand commands, Replica replica, Meters self) {
    this.ages = ages;
    this.commands = commands;
    this.replica = replica;
    this.self = self;
  }

  ObjectNode tree(Look look, Instant now) {
    ObjectNode node =
        look.known()
            .map(known -> new StatusView(known.published(), commands, ages.get(), now).json())
            .orElseGet(() -> JsonNodeFactory.instance.objectNode().put("version", VERSION));
    ObjectNode read = node.putObject("read");
    switch (look.last()) {
      case LinkReading.Known known -> read(read, true, known.time(), now);
      case LinkReading.Nothing nothing -> {
        read(read, true, nothing.time(), now);
        read.put("sentence", "the standby's etcd knows no such link: nothing has run there yet");
        unsure(node, "nothing has run for this link yet");
      }
      case LinkReading.Unreadable unreadable -> {
        read(read, true, unreadable.time(), now);
        read.put("unreadable", true);
        look.known().ifPresent(known -> read.put("lastAnswer", known.time().toString()));
        read.put("sentence", unreadable.sentence());
        unsure(node, unreadable.sentence());
      }
      case LinkReading.Unanswered silent -> {
        read(read, false, silent.time(), now);
        look.silentSince()
            .ifPresent(since ->
                read.put("silentSince", since.toString()).put("silentSeconds", age(since, now)));
        look.known().ifPresent(known -> read.put("lastAnswer", known.time().toString()));
        read.put("sentence", silent.sentence());
        unsure(node, silent.sentence());
      }
    }
    node.put("link", commands.link());
    ObjectNode here =
        node.putObject("replica")
            .put("name", replica.name())
            .put("version", replica.version())
            .put("leads", self.leads());
    self.trouble().ifPresent(sentence -> here.put("trouble", sentence));
    self.refused()
        .ifPresent(finding ->
            here.putObject("refused")
                .put("guard", finding.guard().label())
                .put("sentence", commands.confirming(finding).sentence()));
    return node;
  }

  /** What there is to say where nothing was looked at. */
  static ObjectNode refusal(String sentence) {
    ObjectNode node =
        JsonNodeFactory.instance.objectNode().put("version", VERSION).put("error", sentence);
    unsure(node, sentence);
    return node;
  }

  private static void read(ObjectNode read, boolean answered, Instant time, Instant now) {
    read.put("answered", answered).put("time", time.toString()).put("ageSeconds", age(time, now));
  }

  /** What was true once is no answer to whether it is safe now. */
  private static void unsure(ObjectNode node, String why) {
    node.put("synced", false)
        .put("safeToFailOver", new Failover.Unknown(why).word())
        .put("promotable", false)
        .put("whyNotPromotable", why);
  }

  private static double age(Instant since, Instant now) {
    return Math.max(0, Duration.between(since, now).toMillis()) / 1000.0;
  }
}
