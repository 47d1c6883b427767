package dev.etcdsync.replicate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Placement;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON, by a logger of its own, for each object that was written back or deleted on the
 * standby. Tells keys and revisions, never values. Any thread may call.
 */
public final class AuditLog {
  /** By this name a log backend can send the lines elsewhere. */
  static final String NAME = "dev.etcdsync.audit";

  private static final Logger LOG = LoggerFactory.getLogger(NAME);

  private final Clock clock;
  private final String link;
  private final String leader;

  /**
   * @param leader the process that does what is told
   */
  public AuditLog(Clock clock, String link, String leader) {
    this.clock = clock;
    this.link = link;
    this.leader = leader;
  }

  /**
   * Tells of one object.
   *
   * @param action {@code heal}, {@code restore} or {@code delete}
   * @param why in a word or a clause
   * @param revision the primary's mod revision of the object, or the revision in which it went from
   *     there; 0: it has none, or none is known
   * @param modRevision the standby's before, or, where it was not read, that of the deletion
   *     itself; 0: it had none
   */
  public void tell(String action, Key key, String why, long revision, long modRevision) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("time", clock.now().toString());
    line.put("link", link);
    line.put("leader", leader);
    line.put("action", action);
    line.put("key", key.toString());
    line.put("why", why);
    line.put("primaryModRevision", revision);
    line.put("standbyModRevision", modRevision);
    LOG.info("{}", line);
  }

  /**
   * Tells of an object that was deleted because the primary's doings were applied.
   *
   * @param placement where the object has its place now; empty: the primary deleted it
   * @param revision the primary's, in which that became so
   * @param modRevision the standby's, of the deletion
   */
  public void deleted(Key key, Optional<Placement> placement, long revision, long modRevision) {
    String why =
        placement
            .map(now ->
                switch (now) {
                  case IN -> "moved into its place";
                  case HELD -> "held now, and taken aside";
                  case OUT -> "out of scope now, by its value";
                })
            .orElse("deleted on the primary");
    tell("delete", key, why, revision, modRevision);
  }

  /**
   * Tells of an object that was written back.
   *
   * @param seen what stood there, if anything did
   * @param writer who had written that, as far as it says
   */
  public void healed(KeyValue wanted, Optional<KeyValue> seen, Optional<String> writer) {
    String was = was(seen);
    tell(
        "heal",
        wanted.key(),
        writer.map(by -> was + ", last written by " + by).orElse(was),
        wanted.modRevision(),
        seen.map(KeyValue::modRevision).orElse(0L));
  }

  /** What was wrong with an object that was written back, in a word. */
  static String was(Optional<KeyValue> seen) {
    return seen.isPresent() ? "different" : "missed";
  }

  /**
   * Tells that what was tried on the standby's apiserver is taken back.
   *
   * @param had whether something had stood there, and does again
   * @param modRevision the standby's, of the try
   */
  public void restored(Key key, boolean had, long modRevision) {
    tell(
        had ? "restore" : "delete",
        key,
        "was tried on the standby's apiserver, and is taken back",
        0,
        modRevision);
  }
}
