package dev.etcdsync.replicate;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.FencedWriter;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operator has confirmed, as {@code etcd-sync confirm} left it in the standby's etcd. A
 * confirmation names the token of one finding and is good for no other.
 */
final class Confirmations {
  private static final Logger LOG = LoggerFactory.getLogger(Confirmations.class);

  private final Answers answers;
  private final Documents documents;
  private final LinkKeys keys;
  private final Map<Guard, String> tokens = new EnumMap<>(Guard.class);

  Confirmations(Answers answers, Documents documents, LinkKeys keys) {
    this.answers = answers;
    this.documents = documents;
    this.keys = keys;
  }

  /** Reads what is there now. */
  void read(Etcd standby) {
    List<Guard> guards = List.of(Guard.values());
    List<Key> asked = guards.stream().map(keys::confirmation).toList();
    List<Optional<KeyValue>> entries = answers.await(Side.STANDBY, standby.get(asked, 0)).entries();
    tokens.clear();
    for (int i = 0; i < guards.size(); i++) {
      Guard guard = guards.get(i);
      entries.get(i).flatMap(this::token).ifPresent(token -> tokens.put(guard, token));
    }
  }

  private Optional<String> token(KeyValue entry) {
    try {
      return Optional.of(documents.readConfirmation(entry.value()));
    } catch (UnknownFormatException e) {
      LOG.warn("Confirmation ignored key={} reason=\"{}\"", entry.key(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Reads again, and tells whether {@code finding} is confirmed now. */
  boolean arrived(Finding finding, Etcd standby) {
    try {
      read(standby);
      return covers(finding);
    } catch (EtcdException e) {
      LOG.debug("confirmations cannot be read now", e);
      return false;
    }
  }

  boolean covers(Finding finding) {
    return finding.token().isPresent() && confirmed(finding.guard()).equals(finding.token());
  }

  Optional<String> confirmed(Guard guard) {
    return Optional.ofNullable(tokens.get(guard));
  }

  /**
   * A copy is finished, and whatever was confirmed for it has had its effect: takes it away. What
   * the standby can decrypt is asked again by each process, and stays confirmed.
   */
  void used(FencedWriter writer) {
    Set<Guard> used = EnumSet.noneOf(Guard.class);
    used.addAll(tokens.keySet());
    used.remove(Guard.ENCRYPTION);
    if (used.isEmpty()) {
      return;
    }
    List<Op> deletes = new ArrayList<>();
    used.forEach(guard -> deletes.add(new Op.Delete(keys.confirmation(guard))));
    writer.move(writer.checkpoint().orElseThrow(), deletes);
    tokens.keySet().removeAll(used);
  }
}
