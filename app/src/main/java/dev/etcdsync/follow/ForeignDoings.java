package dev.etcdsync.follow;

import dev.etcdsync.drift.Suspects;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Change;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Scope;
import java.util.List;

/**
 * Hears what others do on the standby: what they create there is theirs, what they change of ours
 * is suspect, and what operators ask for is passed on. Owned by the engine's thread.
 */
final class ForeignDoings implements StandbyHistory.Listener {
  private final Scope scope;
  private final ForeignCreations creations;
  private final Suspects suspects;
  private final Documents documents = new Documents();
  private boolean asked;

  ForeignDoings(Scope scope, ForeignCreations creations, Suspects suspects) {
    this.scope = scope;
    this.creations = creations;
    this.suspects = suspects;
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
    asked = true;
    try {
      List<Key> keys = documents.readHealRequest(request.value());
      keys.forEach(suspects::ask);
      if (keys.isEmpty()) {
        suspects.askAll();
      }
    } catch (UnknownFormatException e) {
      // Whoever asked finds the request gone and nothing healed: a check tells.
      suspects.askAll();
    }
  }

  /** Whether a request has been heard that is still to be taken away. */
  boolean isAsked() {
    return asked;
  }

  void answered() {
    asked = false;
  }
}
