package dev.etcdsync.preflight;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.ServerStatus;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.guard.Preflight;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The guards that look at what an existing link has written so far. */
final class ExistingLink {
  private final Etcd primary;
  private final Etcd standby;
  private final LinkKeys keys;
  private final Answers answers;
  private final Documents documents = new Documents();

  ExistingLink(Etcd primary, Etcd standby, LinkKeys keys, Answers answers) {
    this.primary = primary;
    this.standby = standby;
    this.keys = keys;
    this.answers = answers;
  }

  List<Line> lines() {
    String format = Guard.UNKNOWN_FORMAT.label();
    Optional<Checkpoint> checkpoint;
    try {
      checkpoint = read();
    } catch (UnknownFormatException e) {
      return List.of(
          Line.fail(
              format,
              "a document of the link cannot be read: " + e.getMessage(),
              "use the version of etcd-sync that wrote it; run parks with any other"));
    }
    List<Line> lines = new ArrayList<>();
    lines.add(
        Line.pass(
            format,
            checkpoint.isPresent()
                ? "the link's documents in the standby's etcd can be read"
                : "the standby's etcd has no document of this link: run begins with a first copy"));
    checkpoint.ifPresent(known -> lines.addAll(of(known)));
    return lines;
  }

  private Optional<Checkpoint> read() {
    List<Optional<Value>> values =
        answers
            .await(
                Side.STANDBY,
                standby.get(
                    List.of(keys.checkpoint(), keys.fence(), keys.status(), keys.scope()), 0))
            .entries()
            .stream()
            .map(entry -> entry.map(KeyValue::value))
            .toList();
    Optional<Checkpoint> checkpoint = values.get(0).map(documents::readCheckpoint);
    values.get(1).ifPresent(documents::readFence);
    values.get(2).ifPresent(documents::readStatus);
    values.get(3).ifPresent(documents::readScope);
    return checkpoint;
  }

  private List<Line> of(Checkpoint checkpoint) {
    Preflight guards = new Preflight(answers, documents, keys);
    ServerStatus now = answers.await(Side.PRIMARY, primary.status());
    Optional<Finding> other =
        guards
            .identity(checkpoint, now.clusterId(), now.revision())
            .or(() -> guards.history(primary, checkpoint));
    List<Line> lines = new ArrayList<>();
    lines.add(
        other
            .map(ExistingLink::failed)
            .orElseGet(() ->
                Line.pass(
                    Guard.IDENTITY.label(),
                    "the primary is the one that the standby was written from up to revision %d, as far as it can still tell"
                        .formatted(checkpoint.known()))));
    checkpoint.blocked().ifPresent(finding -> lines.add(failed(finding)));
    return lines;
  }

  private static Line failed(Finding finding) {
    return Line.fail(
        finding.guard().label(),
        finding.sentence(),
        finding.token().isPresent()
            ? "settle it before etcd-sync runs: it parks, and status shows the command that confirms it"
            : "settle it before etcd-sync runs: it parks");
  }
}
