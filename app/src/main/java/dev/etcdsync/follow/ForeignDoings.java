package dev.etcdsync.follow;

import dev.etcdsync.drift.Comparisons;
import dev.etcdsync.drift.Suspects;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Scope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Hears what others do on the standby: what they create there is theirs, what they change of ours
 * is suspect, and what operators ask for is passed on. Owned by the engine's thread.
 */
final class ForeignDoings implements StandbyHistory.Listener {
  private final LinkKeys keys;
  private final Scope scope;
  private final ForeignCreations creations;
  private final Suspects suspects;
  private final Comparisons comparisons;
  private final Documents documents = new Documents();
  private final Set<Key> requests = new LinkedHashSet<>();

  ForeignDoings(
      LinkKeys keys,
      Scope scope,
      ForeignCreations creations,
      Suspects suspects,
      Comparisons comparisons) {
    this.keys = keys;
    this.scope = scope;
    this.creations = creations;
    this.suspects = suspects;
    this.comparisons = comparisons;
  }

  @Override
  public void revision(Revision revision, boolean ours) {
    creations.revision(revision, ours);
    for (Change change : revision.changes()) {
      if (!ours && scope.contains(change.key())) {
        suspects.heard(change.key());
      }
    }
  }

  @Override
  public void reached(long revision) {
    creations.reached(revision);
  }

  @Override
  public void asked(KeyValue request) {
    requests.add(request.key());
    if (request.key().equals(keys.verifyRequest())) {
      comparisons.ask();
      return;
    }
    try {
      List<Key> named = documents.readHealRequest(request.value());
      named.forEach(suspects::ask);
      if (named.isEmpty()) {
        askForAll();
      }
    } catch (UnknownFormatException e) {
      // Whoever asked finds the request gone and nothing healed: a check tells.
      askForAll();
    }
  }

  /** What is known to have departed, and whatever nobody knows of. */
  private void askForAll() {
    suspects.askAll();
    comparisons.ask();
  }

  /** Requests that have been heard and are still to be taken away. */
  List<Key> requests() {
    return List.copyOf(requests);
  }

  void answered() {
    requests.clear();
  }
}
