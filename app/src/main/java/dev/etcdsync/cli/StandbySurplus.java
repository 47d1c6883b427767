package dev.etcdsync.cli;

import dev.etcdsync.config.BadInput;
import dev.etcdsync.config.StandbySettings;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.DeposedException;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.JetcdConnector;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.SystemClock;
import dev.etcdsync.model.TransactionLimits;
import dev.etcdsync.replicate.AuditLog;
import dev.etcdsync.surplus.RecordedSurplus;
import dev.etcdsync.surplus.Removal;
import dev.etcdsync.surplus.Restoration;
import dev.etcdsync.surplus.RestoreFile;
import dev.etcdsync.surplus.RestoreFileException;
import dev.etcdsync.surplus.RestoreWriter;
import dev.etcdsync.surplus.SurplusKey;
import dev.etcdsync.view.StandbyCommand;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of the standby's own, as an operator sees and handles them.
 *
 * @param process this process's name for people
 */
record StandbySurplus(StandbySettings settings, PrintWriter out, String process) {
  private static final Logger LOG = LoggerFactory.getLogger(StandbySurplus.class);
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** A standby that knows the link. */
  private record Link(
      Etcd standby,
      LinkKeys keys,
      Answers answers,
      RecordedSurplus recorded,
      RecordedSurplus.Seen seen) {}

  private ExitCode with(Function<Link, ExitCode> command) {
    Duration timeout = settings.timing().requestTimeout();
    LinkKeys keys = LinkKeys.of(settings.link());
    Answers answers = new Answers(new SystemClock(), timeout);
    try (Etcd standby = new JetcdConnector(settings.standby(), timeout).connect()) {
      RecordedSurplus recorded = new RecordedSurplus(standby, keys, answers);
      Optional<RecordedSurplus.Seen> fence = recorded.fence();
      if (fence.isEmpty()) {
        LOG.error(
            "The standby's etcd knows no link \"{}\": nothing has run there yet", settings.link());
        return ExitCode.NO_ANSWER;
      }
      return command.apply(new Link(standby, keys, answers, recorded, fence.get()));
    } catch (EtcdException e) {
      LOG.error("The standby's etcd gives no answer: {}", e.getMessage());
      return ExitCode.NO_ANSWER;
    } catch (UnknownFormatException e) {
      LOG.error("{}; use the version of etcd-sync that wrote it", e.getMessage());
      return ExitCode.NO_ANSWER;
    } catch (DeposedException e) {
      LOG.error(
          "The link was claimed by {} meanwhile, and nothing more was changed; do it again",
          e.successor());
      return ExitCode.DEPOSED;
    } catch (RestoreFileException e) {
      throw new BadInput(String.valueOf(e.getMessage()));
    } finally {
      out.flush();
    }
  }

  ExitCode list(Output output) {
    return with(link -> {
      List<SurplusKey> found = new ArrayList<>();
      link.recorded.read(link.recorded.recorded(), found::add);
      new SurplusView(settings.link(), found).print(output, out);
      return ExitCode.DONE;
    });
  }

  ExitCode delete(SurplusDeletion deletion, TransactionLimits limits, Consent consent) {
    return with(link -> {
      List<Key> wanted = wanted(deletion.keys(), link.recorded.recorded());
      if (wanted.isEmpty()) {
        out.println("There is nothing to delete: no key is recorded as the standby's own.");
        return ExitCode.DONE;
      }
      if (deletion.dryRun()) {
        wanted.forEach(out::println);
        out.printf("%d keys would be deleted. Nothing was changed.%n", wanted.size());
        return ExitCode.DONE;
      }
      Path file = deletion.file().orElseGet(this::fileOfItsOwn);
      if (!consent.to(
          "Delete %d keys of the standby's own? They go into %s first."
              .formatted(wanted.size(), file))) {
        out.println("Nothing was changed.");
        return ExitCode.DONE;
      }
      return delete(link, wanted, file, limits);
    });
  }

  private StandbyCommand commands() {
    return new StandbyCommand(settings.link(), settings.standby());
  }

  private Path fileOfItsOwn() {
    return Path.of(
        "etcd-sync-surplus-%s-%s.jsonl"
            .formatted(settings.link(), FILE_TIME.format(new SystemClock().now())));
  }

  private static List<Key> wanted(List<String> named, List<Key> recorded) {
    if (named.isEmpty()) {
      return recorded;
    }
    Set<Key> known = new HashSet<>(recorded);
    List<Key> wanted = named.stream().map(Key::of).distinct().sorted().toList();
    for (Key key : wanted) {
      if (!known.contains(key)) {
        throw new BadInput(
            "%s is not recorded as the standby's own, and nothing was deleted: give keys that"
                    .formatted(key)
                + " etcd-sync surplus list shows");
      }
    }
    return wanted;
  }

  private ExitCode delete(Link link, List<Key> wanted, Path file, TransactionLimits limits) {
    Removal removal =
        new Removal(link.standby, link.keys, link.seen.modRevision(), limits, link.answers);
    SurplusCount count =
        new SurplusCount(out, new AuditLog(new SystemClock(), settings.link(), process));
    List<KeyMeta> saved;
    try (RestoreWriter writer =
        RestoreWriter.create(
            file, settings.link(), link.seen.fence().standbyCluster(), new SystemClock().now())) {
      saved = removal.save(wanted, writer, count);
    }
    out.printf("%d keys are in %s with their values.%n", saved.size(), file);
    out.flush();
    try {
      removal.delete(saved, count);
    } finally {
      out.printf("%d keys deleted, %d left as they are.%n", count.done(), count.left());
      out.println("To bring them back:");
      String path = file.toAbsolutePath().toString();
      out.println("    " + commands().etcdSync("surplus", "restore", path));
    }
    return count.code();
  }

  ExitCode restore(Path path, boolean dryRun, TransactionLimits limits, Consent consent) {
    return with(link -> {
      RestoreFile file = RestoreFile.check(path);
      if (!file.link().equals(settings.link())) {
        throw new BadInput(
            "%s is of the link \"%s\": give --link %s, or another file"
                .formatted(path, file.link(), file.link()));
      }
      if (!file.standbyCluster().equals(Long.toHexString(link.seen.fence().standbyCluster()))) {
        LOG.warn("The file was written from another cluster, {}", file.standbyCluster());
      }
      Restoration restoration =
          new Restoration(link.standby, link.keys, link.seen.modRevision(), limits, link.answers);
      SurplusCount count =
          new SurplusCount(out, new AuditLog(new SystemClock(), settings.link(), process));
      if (dryRun) {
        restoration.look(file, count);
        out.printf(
            "%d keys would be restored, %d left as they are. Nothing was changed.%n",
            count.done(), count.left());
        return ExitCode.DONE;
      }
      if (!consent.to("Restore %d keys on the standby?".formatted(file.keys()))) {
        out.println("Nothing was changed.");
        return ExitCode.DONE;
      }
      try {
        restoration.restore(file, count);
      } finally {
        out.printf("%d keys restored, %d left as they are.%n", count.done(), count.left());
      }
      return count.code();
    });
  }
}
