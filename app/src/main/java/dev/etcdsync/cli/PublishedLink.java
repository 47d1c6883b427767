package dev.etcdsync.cli;

import dev.etcdsync.config.StandbySettings;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.JetcdConnector;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.SystemClock;
import dev.etcdsync.model.Txn;
import dev.etcdsync.view.Ages;
import dev.etcdsync.view.JsonText;
import dev.etcdsync.view.Published;
import dev.etcdsync.view.StandbyCommand;
import dev.etcdsync.view.StatusView;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link as its leader has published it in the standby's etcd; for commands that only look or ask.
 */
final class PublishedLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedLink.class);

  /** A leader hears of a request at once, unless it is busy with a copy. */
  private static final Duration TAKEN = Duration.ofSeconds(30);

  private static final Duration POLL = Duration.ofMillis(100);

  private final String name;
  private final StandbyCommand commands;
  private final Ages ages;
  private final LinkKeys keys;
  private final Documents documents = new Documents();
  private final SystemClock clock = new SystemClock();
  private final Answers answers;
  private final Etcd standby;

  private PublishedLink(StandbySettings settings) {
    this.name = settings.link();
    this.commands = new StandbyCommand(settings.link(), settings.standby());
    this.ages = Ages.of(settings.timing());
    this.keys = LinkKeys.of(settings.link());
    this.answers = new Answers(clock, settings.timing().requestTimeout());
    this.standby =
        new JetcdConnector(settings.standby(), settings.timing().requestTimeout()).connect();
  }

  static PublishedLink of(StandbySettings settings) {
    return new PublishedLink(settings);
  }

  ExitCode show(Output output, PrintWriter out) {
    return answered(() -> print(output, out));
  }

  ExitCode confirm(Guard guard, String token, PrintWriter out) {
    return answered(() -> write(guard, token, out));
  }

  ExitCode heal(List<Key> asked, PrintWriter out) {
    return answered(() -> ask(asked, out));
  }

  private static ExitCode answered(Supplier<ExitCode> command) {
    try {
      return command.get();
    } catch (EtcdException e) {
      LOG.error("The standby's etcd gives no answer: {}", e.getMessage());
      return ExitCode.NO_ANSWER;
    } catch (UnknownFormatException e) {
      LOG.error("{}; use the version of etcd-sync that wrote it", e.getMessage());
      return ExitCode.NO_ANSWER;
    }
  }

  private ExitCode print(Output output, PrintWriter out) {
    Optional<Published> published = Published.read(standby, keys, answers);
    if (published.isEmpty()) {
      return unknown();
    }
    StatusView view = new StatusView(published.get(), commands, ages, clock.now());
    switch (output) {
      case TEXT -> view.print(out);
      case JSON -> JsonText.print(view.json(), out);
    }
    return ExitCode.DONE;
  }

  private ExitCode unknown() {
    LOG.error("The standby's etcd knows no link \"{}\": nothing has run there yet", name);
    return ExitCode.NO_ANSWER;
  }

  private Optional<LinkStatus> read() {
    Optional<KeyValue> entry =
        answers.await(Side.STANDBY, standby.get(List.of(keys.status()), 0)).entries().getFirst();
    return entry.map(KeyValue::value).map(documents::readStatus);
  }

  private ExitCode write(Guard guard, String token, PrintWriter out) {
    Optional<LinkStatus> status = read();
    if (status.isEmpty()) {
      return unknown();
    }
    Optional<Finding> finding = status.get().parked();
    boolean present =
        finding
            .filter(found -> found.guard() == guard && found.token().equals(Optional.of(token)))
            .isPresent();
    if (!present) {
      LOG.error(
          "Nothing to confirm: the link \"{}\" is {}",
          name,
          finding
              .map(found ->
                  "parked by "
                      + found.guard().label()
                      + " with token "
                      + found.token().orElse("(it takes no confirmation)"))
              .orElse("not parked"));
      return ExitCode.BAD_INPUT;
    }
    Op put = new Op.Put(keys.confirmation(guard), documents.writeConfirmation(token));
    var _ =
        answers.await(Side.STANDBY, standby.commit(new Txn(List.of(), List.of(put), List.of())));
    out.println("Confirmed; the link goes on within seconds: see " + commands.etcdSync("status"));
    return ExitCode.DONE;
  }

  private ExitCode ask(List<Key> asked, PrintWriter out) {
    if (read().isEmpty()) {
      return unknown();
    }
    Op put = new Op.Put(keys.healRequest(), documents.writeHealRequest(asked));
    var _ =
        answers.await(Side.STANDBY, standby.commit(new Txn(List.of(), List.of(put), List.of())));
    long until = clock.nanos() + TAKEN.toNanos();
    while (clock.nanos() < until) {
      boolean taken =
          answers
              .await(Side.STANDBY, standby.get(List.of(keys.healRequest()), 0))
              .entries()
              .getFirst()
              .isEmpty();
      if (taken) {
        out.println("The leader looks now; see " + commands.etcdSync("status"));
        return ExitCode.DONE;
      }
      answers.pause(POLL);
    }
    LOG.error(
        "Nobody has taken the request for {} s: no leader follows the link \"{}\"; see {}",
        TAKEN.toSeconds(),
        name,
        commands.etcdSync("status"));
    return ExitCode.NO_ANSWER;
  }

  @Override
  public void close() {
    standby.close();
  }
}
