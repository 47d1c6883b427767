package dev.etcdsync.encryption;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.model.Encryption;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.ObjectReader;
import dev.etcdsync.model.ObjectReader.Outcome;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Placement;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Value;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Proves once for each resource, provider and key name that the standby's apiserver can read what
 * is encrypted so: with the first such object that is about to be written. Must be called only
 * while no write of ours is under way. Owned by the engine's thread.
 */
public final class Prover {
  /** A resource whose definition has just been copied is served a moment later. */
  private static final int ATTEMPTS = 5;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Scope scope;
  private final ProvedKeys known;
  private final Optional<ObjectReader> reader;
  private final Tries tries;
  private final OwnNames names;
  private final Answers answers;
  private final Predicate<Finding> confirmed;
  private final ProofProgress progress;

  /**
   * @param reader asks the standby's apiserver; empty: the proof is given up, and names decide
   * @param confirmed whether a finding has been confirmed by the operator
   */
  public Prover(
      Scope scope,
      ProvedKeys known,
      Optional<ObjectReader> reader,
      Etcd standby,
      FencedWriter writer,
      KnownSurplus surplus,
      Answers answers,
      Predicate<Finding> confirmed,
      ProofProgress progress) {
    this.scope = scope;
    this.known = known;
    this.reader = reader;
    this.tries = new Tries(standby, writer, answers, progress);
    this.names = new OwnNames(standby, scope, surplus, answers);
    this.answers = answers;
    this.confirmed = confirmed;
    this.progress = progress;
  }

  /**
   * Takes back what a process that was killed may have left half tried. To be called before
   * anything else.
   */
  public void settle() {
    tries.settle().ifPresent(progress::takenBack);
  }

  /** Whether this may not be written into its own place before {@link #prove}. */
  public boolean lacks(Key key, Value value) {
    return scope
            .encryption(key, value)
            .filter(encryption -> !known.contains(encryption))
            .isPresent()
        && scope.placement(key, value) == Placement.IN;
  }

  /**
   * Proves what is needed to write this. It may be written meanwhile: {@link #closing} goes into
   * the transaction that writes it for good, or {@link #close} comes before it.
   *
   * @return the mod revision of the object on the standby, if it was written
   * @throws UnprovedException if it cannot be read; the standby has what it had before
   * @throws EtcdException if the standby's etcd fails; a later {@link #settle} makes that good
   */
  public OptionalLong prove(Key key, Value value) {
    Optional<Encryption> encryption =
        scope.encryption(key, value).filter(found -> !known.contains(found));
    if (encryption.isEmpty()) {
      return OptionalLong.empty();
    }
    close();
    if (reader.isEmpty()) {
      byNames(encryption.get(), "no apiserver was given");
      return OptionalLong.empty();
    }
    return ask(encryption.get(), reader.get(), key, value);
  }

  private OptionalLong ask(Encryption encryption, ObjectReader api, Key key, Value value) {
    Optional<KeyValue> before = tries.present(key);
    // Nothing is tried with somebody who would not answer, or who looks into another etcd.
    switch (answer(api, key)) {
      case Outcome.NoAnswer none -> throw refused(Findings.noAnswer(encryption, none.why()));
      case Outcome.NotServed _ -> {
        byNames(encryption, "the standby's apiserver does not know the resource");
        return OptionalLong.empty();
      }
      case Outcome.Absent _ -> {
        if (before.isPresent() && tries.present(key).equals(before)) {
          throw refused(Findings.another(encryption, key));
        }
      }
      case Outcome.Understood understood -> {
        if (!isAt(before, understood) && !isAt(tries.present(key), understood)) {
          throw refused(Findings.another(encryption, key));
        }
      }
      case Outcome.Unreadable _ -> {}
    }
    long modRevision = tries.begin(key, value);
    Outcome outcome = answer(api, key);
    Optional<Finding> finding =
        switch (outcome) {
          case Outcome.Understood understood when understood.modRevision() >= modRevision ->
              Optional.empty();
          case Outcome.Understood _ -> Optional.of(Findings.another(encryption, key));
          case Outcome.Absent _ -> Optional.of(Findings.another(encryption, key));
          case Outcome.Unreadable unreadable ->
              Optional.of(Findings.unreadable(encryption, key, unreadable.why()));
          case Outcome.NotServed _ ->
              Optional.of(Findings.noAnswer(encryption, "it has stopped serving the resource"));
          case Outcome.NoAnswer none -> Optional.of(Findings.noAnswer(encryption, none.why()));
        };
    if (finding.isPresent()) {
      tries.takeBack();
      throw refused(finding.get());
    }
    known.add(encryption);
    progress.proved(encryption, key);
    return OptionalLong.of(modRevision);
  }

  private static boolean isAt(Optional<KeyValue> entry, Outcome.Understood understood) {
    return entry.filter(it -> it.modRevision() == understood.modRevision()).isPresent();
  }

  /** An apiserver that starts, or has just heard of a resource, is given a moment. */
  private Outcome answer(ObjectReader api, Key key) {
    for (int attempt = 1; ; attempt++) {
      Outcome outcome = answers.await(Side.STANDBY, api.read(key));
      boolean mayChange =
          outcome instanceof Outcome.NoAnswer || outcome instanceof Outcome.NotServed;
      if (!mayChange || attempt == ATTEMPTS || tries.isOpen()) {
        return outcome;
      }
      answers.pause(PAUSE);
    }
  }

  private void byNames(Encryption encryption, String why) {
    OwnNames.Seen seen = names.look(encryption);
    if (seen.values() > 0 && !seen.has(encryption)) {
      Finding finding = Findings.otherNames(encryption, seen.text());
      if (!confirmed.test(finding)) {
        throw refused(finding);
      }
    }
    known.add(encryption);
    progress.trusted(encryption, why);
  }

  private static UnprovedException refused(Finding finding) {
    return new UnprovedException(finding);
  }

  /** What goes along with the transaction that writes what was tried; {@link #closed} then. */
  public List<Op> closing() {
    return tries.closing();
  }

  public void closed() {
    tries.closed();
  }

  /** What was tried stays. */
  public void close() {
    tries.close();
  }
}
