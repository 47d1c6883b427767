package dev.etcdsync.monitor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Finding;
import dev.etcdsync.view.Ages;
import dev.etcdsync.view.Published;
import dev.etcdsync.view.StandbyCommand;
import dev.etcdsync.view.StatusView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * {@code /status}: what the leader has published, which is the same on every replica, and what this
 * replica knows of having read it.
 */
final class StatusPage implements Page {
  static final String PATH = "/status";

  private static final int VERSION = 1;
  private static final Duration YOUNG = Duration.ofSeconds(1);
  private static final int MOST_WAITING = 128;
  private static final int MOST_WRITING = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Clock clock;
  private final StandbyCommand commands;
  private final Ages ages;
  private final Replica replica;
  private final BooleanSupplier leads;
  private final Supplier<Optional<Finding>> refused;
  private final Shared<Seen> shared;
  private final Waiting waiting = new Waiting(MOST_WAITING, MOST_WRITING, PATIENCE);

  /**
   * Who answers.
   *
   * @param name of the process, for people
   * @param version of etcd-sync
   */
  record Replica(String name, String version) {}

  /**
   * The last look.
   *
   * @param known what was read last, be it by an earlier look
   * @param silentSince the first look since then that read nothing
   */
  private record Seen(
      LinkReading last, Optional<LinkReading.Known> known, Optional<Instant> silentSince) {
    Seen then(LinkReading next) {
      return switch (next) {
        case LinkReading.Known now -> new Seen(now, Optional.of(now), Optional.empty());
        case LinkReading.Nothing nothing -> new Seen(nothing, Optional.empty(), Optional.empty());
        case LinkReading.Unanswered silent ->
            new Seen(silent, known, silentSince.or(() -> Optional.of(silent.time())));
      };
    }
  }

  /**
   * @param reader looks; called by {@code executor}
   * @param executor one thread
   * @param leads whether this process leads
   * @param refused what keeps this process from publishing anything itself
   */
  StatusPage(
      Supplier<LinkReading> reader,
      Executor executor,
      Clock clock,
      StandbyCommand commands,
      Ages ages,
      Replica replica,
      BooleanSupplier leads,
      Supplier<Optional<Finding>> refused) {
    this.clock = clock;
    this.commands = commands;
    this.ages = ages;
    this.replica = replica;
    this.leads = leads;
    this.refused = refused;
    Supplier<Seen> source =
        new Supplier<>() {
          private Optional<Seen> before = Optional.empty();

          @Override
          public Seen get() {
            LinkReading next = reader.get();
            Seen now =
                before
                    .orElseGet(() -> new Seen(next, Optional.empty(), Optional.empty()))
                    .then(next);
            before = Optional.of(now);
            return now;
          }
        };
    this.shared = new Shared<>(source, this::isYoung, executor);
  }

  private boolean isYoung(Seen seen) {
    return Duration.between(seen.last().time(), clock.now()).compareTo(YOUNG) < 0;
  }

  @Override
  public Reply answer(Request request) {
    return waiting.answer(shared::get, this::reply);
  }

  private Reply reply(Seen seen) {
    Instant now = clock.now();
    ObjectNode node =
        seen.known()
            .map(known -> view(known.published(), now))
            .orElseGet(() -> JsonNodeFactory.instance.objectNode().put("version", VERSION));
    ObjectNode read = node.putObject("read");
    return switch (seen.last()) {
      case LinkReading.Known known -> {
        read(read, true, known.time(), now);
        yield done(Reply.OK, node);
      }
      case LinkReading.Nothing nothing -> {
        read(read, true, nothing.time(), now);
        read.put("sentence", "the standby's etcd knows no such link: nothing has run there yet");
        yield unsure(node, "nothing has run for this link yet");
      }
      case LinkReading.Unanswered silent -> {
        read(read, false, silent.time(), now);
        seen.silentSince()
            .ifPresent(since ->
                read.put("silentSince", since.toString()).put("silentSeconds", age(since, now)));
        seen.known().ifPresent(known -> read.put("lastAnswer", known.time().toString()));
        read.put("sentence", silent.sentence());
        yield unsure(node, silent.sentence());
      }
    };
  }

  private ObjectNode view(Published published, Instant now) {
    return new StatusView(published, commands, ages, now).json();
  }

  private static void read(ObjectNode read, boolean answered, Instant time, Instant now) {
    read.put("answered", answered).put("time", time.toString()).put("ageSeconds", age(time, now));
  }

  /** What was true once is no answer to whether it is safe now. */
  private Reply unsure(ObjectNode node, String why) {
    node.put("synced", false).put("promotable", false).put("whyNotPromotable", why);
    return done(Reply.UNAVAILABLE, node);
  }

  private Reply done(int status, ObjectNode node) {
    ObjectNode self =
        node.putObject("replica")
            .put("name", replica.name())
            .put("version", replica.version())
            .put("leads", leads.getAsBoolean());
    refused
        .get()
        .ifPresent(finding ->
            self.putObject("refused")
                .put("guard", finding.guard().label())
                .put("sentence", commands.confirming(finding).sentence()));
    return Reply.json(status, node);
  }

  private static double age(Instant since, Instant now) {
    return Math.max(0, Duration.between(since, now).toMillis()) / 1000.0;
  }
}
