package dev.etcdsync.model;

import java.util.List;
import java.util.Optional;

/**
 * Which versions a leader tells of. The standby's is asked of the standby itself, by whoever reads.
 *
 * @param leader of etcd-sync, as the leader runs it; absent where an earlier one does not tell
 * @param primary of the primary's members that answered when the leader connected last; empty: not
 *     yet
 */
public record LinkVersions(Optional<String> leader, List<String> primary) {
  public LinkVersions {
    primary = List.copyOf(primary);
  }

  public static LinkVersions unknown() {
    return new LinkVersions(Optional.empty(), List.of());
  }
}
