package dev.etcdsync.model;

/** Words of the log that users' scripts search for. They never change. */
public final class ContractPhrase {
  /** The link is followed, by this process or by the leader that it stands behind. */
  public static final String START_SYNC_UPDATE = "Start Sync update";

  /** This process leads. */
  public static final String ACQUIRED_LEADER_LEASE = "Acquired leader lease";

  private ContractPhrase() {}
}
