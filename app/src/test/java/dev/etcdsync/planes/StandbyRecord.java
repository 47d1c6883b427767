package dev.etcdsync.planes;

import dev.etcdsync.real.Change;
import dev.etcdsync.real.Etcdctl;
import dev.etcdsync.real.History;
import dev.etcdsync.real.Recorder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Everything that was written to the standby's etcd since the record began, and by whom. */
public final class StandbyRecord implements AutoCloseable {

  /** What each cluster's controllers make and delete for themselves. */
  private static final Pattern OF_THE_STANDBY =
      Pattern.compile(
          "/registry/(pods|events|leases|endpointslices|services/endpoints|ipaddresses)/.*"
              + "|.*/kube-root-ca\\.crt");

  private final Etcdctl etcdctl;
  private final String own;
  private final Recorder recorder;

  private StandbyRecord(Etcdctl etcdctl, String link, long revision) {
    this.etcdctl = etcdctl;
    this.own = "/etcd-sync/" + link + "/";
    this.recorder = Recorder.start("standby", etcdctl, revision);
  }

  /** Of a standby that has just been made: from its first revision on. */
  static StandbyRecord of(ControlPlane standby) {
    return new StandbyRecord(standby.etcdctl(), PlanePair.LINK, 1);
  }

  /** From now on, of a standby that may have forgotten what was before. */
  public static StandbyRecord fromNow(Etcdctl standby, String link) {
    return new StandbyRecord(standby, link, standby.revision());
  }

  /** All changes up to now. */
  private List<Change> changes() {
    History history = recorder.history();
    history.await(etcdctl.revision());
    return history.from(0);
  }

  private static boolean isIn(String key, List<String> namespaces) {
    return key.startsWith("/registry/")
        && !OF_THE_STANDBY.matcher(key).matches()
        && namespaces.stream()
            .anyMatch(namespace ->
                key.contains("/" + namespace + "/")
                    || key.endsWith("/" + namespace)
                    // The volumes' names end so.
                    || key.endsWith("-" + namespace));
  }

  /** What was deleted in these namespaces, by anybody, since the record began. */
  public List<String> deletions(List<String> namespaces) {
    return changes().stream()
        .filter(Change::deletion)
        .filter(change -> isIn(change.key(), namespaces))
        .map(Change::toString)
        .toList();
  }

  /** What was deleted below a resource's folder, by anybody, since the record began. */
  public List<String> deletionsBelow(String folder) {
    return changes().stream()
        .filter(Change::deletion)
        .filter(change -> change.key().startsWith("/registry/" + folder + "/"))
        .map(Change::toString)
        .toList();
  }

  /** What was put in these namespaces below a resource's folder, since the record began. */
  public List<String> puts(List<String> namespaces, String folder) {
    return changes().stream()
        .filter(change -> change.key().startsWith("/registry/" + folder + "/"))
        .filter(change -> isIn(change.key(), namespaces))
        .map(Change::toString)
        .toList();
  }

  /** What was written by others by now. */
  public Set<String> writtenByOthers() {
    return writtenByOthers(Long.MAX_VALUE);
  }

  /**
   * Keys that, at a revision of the standby, somebody else had written since the link last did,
   * which marks its own revisions.
   */
  Set<String> writtenByOthers(long revision) {
    List<Change> changes =
        changes().stream().filter(change -> change.revision() <= revision).toList();
    Set<Long> ours =
        changes.stream()
            .filter(change -> change.key().startsWith(own))
            .map(Change::revision)
            .collect(Collectors.toSet());
    Map<String, Boolean> foreign = new HashMap<>();
    for (Change change : changes) {
      foreign.put(change.key(), !ours.contains(change.revision()));
    }
    foreign.values().removeIf(other -> !other);
    return new HashSet<>(foreign.keySet());
  }

  @Override
  public void close() {
    recorder.close();
  }
}
