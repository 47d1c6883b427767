package dev.etcdsync.replicate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.Clock;
import dev.etcdsync.model.Key;
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
}
