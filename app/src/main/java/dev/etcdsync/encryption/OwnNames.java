package dev.etcdsync.encryption;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.fence.KnownSurplus;
import dev.etcdsync.model.Encryption;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Side;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where nobody can be asked: the providers and key names that stand before the standby's own values
 * of a resource. Used in the engine's thread.
 */
final class OwnNames {
  /** More of one resource would tell no more. */
  private static final int LOOKED_AT = 200;

  private final Etcd standby;
  private final Scope scope;
  private final KnownSurplus surplus;
  private final Answers answers;

  OwnNames(Etcd standby, Scope scope, KnownSurplus surplus, Answers answers) {
    this.standby = standby;
    this.scope = scope;
    this.surplus = surplus;
    this.answers = answers;
  }

  /**
   * What was seen.
   *
   * @param values how many of the standby's own there are, as far as they were looked at
   * @param encryptions what they are encrypted with
   * @param plain whether some are not
   */
  record Seen(int values, Set<String> encryptions, boolean plain) {
    boolean has(Encryption wanted) {
      return encryptions.contains(name(wanted));
    }

    /** For people. */
    String text() {
      String names = String.join(", ", encryptions);
      if (encryptions.isEmpty()) {
        return "they are not encrypted";
      }
      return plain ? names + ", and some are not encrypted" : names;
    }
  }

  private static String name(Encryption encryption) {
    return encryption.provider() + " \"" + encryption.keyName() + "\"";
  }

  Seen look(Encryption wanted) {
    Key folder = wanted.folder();
    List<Key> own =
        Listing.keysBehind(folder, standby, Side.STANDBY, 0, answers).stream()
            .map(folder::append)
            .filter(key -> !scope.contains(key) || surplus.contains(key))
            .limit(LOOKED_AT)
            .toList();
    Set<String> names = new TreeSet<>();
    boolean[] plain = {false};
    new FewAtATime(standby, Side.STANDBY, answers)
        .read(
            own,
            0,
            (entry, _) ->
                entry.ifPresent(it ->
                    scope
                        .encryption(it.key(), it.value())
                        .ifPresentOrElse(found -> names.add(name(found)), () -> plain[0] = true)));
    return new Seen(own.size(), names, plain[0]);
  }
}
