package dev.etcdsync.promote;

import dev.etcdsync.encryption.ProofProgress;
import dev.etcdsync.encryption.ProvedKeys;
import dev.etcdsync.encryption.Prover;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.model.Encryption;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.ObjectReader;
import dev.etcdsync.model.Scope;
import java.util.Optional;

/** Makes what proves that the standby can read what the last drain brings, and tells of it. */
final class Proofs implements ProofProgress {
  private final Scope scope;
  private final Optional<ObjectReader> reader;
  private final Answers answers;
  private final PromotionProgress progress;

  Proofs(Scope scope, Optional<ObjectReader> reader, Answers answers, PromotionProgress progress) {
    this.scope = scope;
    this.reader = reader;
    this.answers = answers;
    this.progress = progress;
  }

  Prover prover(Etcd standby, FencedWriter writer, KnownSurplus surplus) {
    return new Prover(
        scope, new ProvedKeys(), reader, standby, writer, surplus, answers, finding -> false, this);
  }

  @Override
  public void proved(Encryption encryption, Key by) {}

  @Override
  public void trusted(Encryption encryption, String why) {
    progress.told(
        Step.DRAIN, "whether the standby can read %s is not proved: %s".formatted(encryption, why));
  }

  @Override
  public void restored(Key key, boolean had, long modRevision) {
    progress.restored(key, had, modRevision);
  }

  @Override
  public void takenBack(Key key) {
    progress.told(Step.DRAIN, "what etcd-sync run was trying when it ended was taken back: " + key);
  }
}
