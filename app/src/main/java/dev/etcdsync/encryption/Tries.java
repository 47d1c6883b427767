package dev.etcdsync.encryption;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.etcd.Unanswered;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.ProbeDocument;
import dev.etcdsync.fence.ProbeDocument.Probe;
import dev.etcdsync.model.Checkpoint;
import dev.etcdsync.model.Compare;
import dev.etcdsync.model.Digest;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes an object for a moment, so that it can be taken back by whoever comes, and takes it back.
 * First a document says which, beside what stands there; then the object is written as what was
 * seen there. Owned by the engine's thread.
 */
final class Tries {
  private final Etcd standby;
  private final FencedWriter writer;
  private final Answers answers;
  private final ProofProgress progress;
  private final LinkKeys keys;
  private final ProbeDocument documents = new ProbeDocument();
  private Optional<Open> open = Optional.empty();

  /**
   * @param before what stood there
   * @param modRevision of what was written over it
   */
  private record Open(Key key, Optional<Value> before, long modRevision) {}

  Tries(Etcd standby, FencedWriter writer, Answers answers, ProofProgress progress) {
    this.standby = standby;
    this.writer = writer;
    this.answers = answers;
    this.progress = progress;
    this.keys = writer.hold().keys();
  }

  Optional<KeyValue> present(Key key) {
    return read(List.of(key)).getFirst();
  }

  private List<Optional<KeyValue>> read(List<Key> wanted) {
    return answers.await(Side.STANDBY, standby.get(wanted, 0)).entries();
  }

  boolean isOpen() {
    return open.isPresent();
  }

  /**
   * Writes the object, unless it stands there as it is.
   *
   * @return its mod revision
   */
  long begin(Key key, Value value) {
    while (true) {
      Optional<KeyValue> before = present(key);
      if (before.filter(it -> it.value().equals(value)).isPresent()) {
        return before.get().modRevision();
      }
      List<Op> announcement = new ArrayList<>();
      announcement.add(
          new Op.Put(
              keys.probe(), documents.write(new Probe(key, digest(value), before.isPresent()))));
      before.ifPresent(it -> announcement.add(new Op.Put(keys.beforeProbe(), it.value())));
      move(announcement);
      long seen = before.map(KeyValue::modRevision).orElse(0L);
      Optional<Long> written =
          writer.write(
              List.of(new Compare(key, seen)), List.of(new Op.Put(key, value)), Unanswered.NOBODY);
      if (written.isPresent()) {
        open = Optional.of(new Open(key, before.map(KeyValue::value), written.get()));
        return written.get();
      }
      // Somebody has just written it; what was announced holds no more.
      move(forgetting());
    }
  }

  /** What stood there stands there again, unless others have written it meanwhile. */
  void takeBack() {
    if (open.isEmpty()) {
      return;
    }
    Open tried = open.get();
    restore(tried.key(), tried.before(), tried.modRevision());
    open = Optional.empty();
  }

  private void restore(Key key, Optional<Value> before, long modRevision) {
    List<Op> ops = new ArrayList<>(forgetting());
    ops.add(before.<Op>map(value -> new Op.Put(key, value)).orElseGet(() -> new Op.Delete(key)));
    boolean restored =
        writer
            .write(
                List.of(new Compare(key, modRevision)),
                ops,
                at -> progress.restored(key, before.isPresent(), modRevision))
            .isPresent();
    if (!restored) {
      move(forgetting());
    }
  }

  List<Op> closing() {
    return open.isPresent() ? forgetting() : List.of();
  }

  void closed() {
    open = Optional.empty();
  }

  void close() {
    if (open.isPresent()) {
      move(forgetting());
      open = Optional.empty();
    }
  }

  /** Takes back what another process has tried, and returns its key if there was something. */
  Optional<Key> settle() {
    if (present(keys.probe()).isEmpty()) {
      return Optional.empty();
    }
    // Whatever of ours is late never comes.
    move(List.of());
    List<Optional<KeyValue>> entries = read(List.of(keys.probe(), keys.beforeProbe()));
    if (entries.get(0).isEmpty()) {
      return Optional.empty();
    }
    Probe probe = documents.read(entries.get(0).get().value());
    Optional<KeyValue> there =
        present(probe.key()).filter(it -> digest(it.value()).equals(probe.digest()));
    Optional<Value> before = entries.get(1).map(KeyValue::value);
    if (there.isEmpty() || before.isPresent() != probe.had()) {
      move(forgetting());
      return Optional.empty();
    }
    restore(probe.key(), before, there.get().modRevision());
    return Optional.of(probe.key());
  }

  private List<Op> forgetting() {
    return List.of(new Op.Delete(keys.probe()), new Op.Delete(keys.beforeProbe()));
  }

  private static String digest(Value value) {
    return Digest.EMPTY.with(value.bytes()).text();
  }

  private void move(List<Op> ops) {
    Checkpoint same = writer.checkpoint().orElseThrow();
    writer.move(same, ops);
  }
}
