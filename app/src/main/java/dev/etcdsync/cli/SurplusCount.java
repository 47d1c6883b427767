package dev.etcdsync.cli;

import dev.etcdsync.model.Key;
import dev.etcdsync.replicate.AuditLog;
import dev.etcdsync.surplus.Removal;
import dev.etcdsync.surplus.Restoration;
import java.io.PrintWriter;

/**
 * Counts what becomes of keys, has what is deleted audited, and names those that stay as they are.
 */
final class SurplusCount implements Removal.Listener, Restoration.Listener {
  private final PrintWriter out;
  private final AuditLog audit;
  private long done;
  private long left;

  SurplusCount(PrintWriter out, AuditLog audit) {
    this.out = out;
    this.audit = audit;
  }

  long done() {
    return done;
  }

  long left() {
    return left;
  }

  ExitCode code() {
    return left == 0 ? ExitCode.DONE : ExitCode.SOME_LEFT;
  }

  @Override
  public void deleted(Key key, long modRevision) {
    done++;
    audit.tell(
        "delete", key, "the standby's own, deleted by etcd-sync surplus delete", 0, modRevision);
  }

  @Override
  public void gone(Key key) {
    out.println(key + ": it is gone already");
  }

  @Override
  public void left(Key key, String why) {
    left++;
    out.println(key + ": left, " + why);
  }

  @Override
  public void restored(Key key) {
    done++;
  }

  @Override
  public void left(Key key) {
    left(key, "it is there already");
  }
}
