package dev.etcdsync.model;

import java.util.Set;

/**
 * Up to where both sides have been compared: each object that they had there, in one place each,
 * was as it should be. Of what nobody has written since, the values need not be read again.
 *
 * @param revision of the primary
 * @param modRevision of the standby
 * @param primaryCluster the primary's cluster id
 * @param scope the {@link #digest} of what was replicated
 * @param again keys that have to be read again even if nothing of them moves
 */
public record Verified(
    long revision, long modRevision, long primaryCluster, String scope, Set<Key> again) {
  public Verified {
    again = Set.copyOf(again);
  }

  /** Names a scope, shortly. */
  public static String digest(Scope scope) {
    return Digest.EMPTY.with(scope.description()).text();
  }
}
