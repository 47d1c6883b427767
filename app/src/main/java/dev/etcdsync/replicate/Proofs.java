package dev.etcdsync.replicate;

import dev.etcdsync.encryption.ProofProgress;
import dev.etcdsync.encryption.ProvedKeys;
import dev.etcdsync.encryption.Prover;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.model.Encryption;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.ObjectReader;
import dev.etcdsync.model.Scope;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of the standby's encryption, beyond one connection. Tells people of it. */
final class Proofs implements ProofProgress {
  private static final Logger LOG = LoggerFactory.getLogger(Proofs.class);

  private final Scope scope;
  private final Optional<ObjectReader> reader;
  private final Answers answers;
  private final AuditLog audit;
  private final ProvedKeys known = new ProvedKeys();

  Proofs(Scope scope, Optional<ObjectReader> reader, Answers answers, AuditLog audit) {
    this.audit = audit;
    this.scope = scope;
    this.reader = reader;
    this.answers = answers;
  }

  Prover prover(
      Etcd standby, FencedWriter writer, KnownSurplus surplus, Predicate<Finding> confirmed) {
    return new Prover(scope, known, reader, standby, writer, surplus, answers, confirmed, this);
  }

  @Override
  public void proved(Encryption encryption, Key by) {
    LOG.info(
        "Encryption proved resource={} provider={} keyName=\"{}\" by={}",
        encryption.resource(),
        encryption.provider(),
        encryption.keyName(),
        by);
  }

  @Override
  public void trusted(Encryption encryption, String why) {
    LOG.warn(
        "Encryption not proved resource={} provider={} keyName=\"{}\" reason=\"{}\"; a name proves"
            + " nothing: with another secret the standby cannot list this resource",
        encryption.resource(),
        encryption.provider(),
        encryption.keyName(),
        why);
  }

  @Override
  public void restored(Key key, boolean had, long modRevision) {
    audit.restored(key, had, modRevision);
  }

  @Override
  public void takenBack(Key key) {
    LOG.info("Taken back what was being tried on the standby's apiserver key={}", key);
  }
}
