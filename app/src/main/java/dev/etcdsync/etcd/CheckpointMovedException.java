package dev.etcdsync.etcd;

/**
 * The checkpoint is not the one that was last known, though the fence is: a transaction of this
 * process that was thought lost has been carried out. What the standby holds must be read again.
 */
public final class CheckpointMovedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CheckpointMovedException() {
    super("a transaction that was thought lost has been carried out");
  }
}
