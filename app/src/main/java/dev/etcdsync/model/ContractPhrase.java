package dev.etcdsync.model;

/** Words of the log, and of {@code /check}, that users' scripts search for. They never change. */
public final class ContractPhrase {
  /** The link is followed, by this process or by the leader that it stands behind. */
  public static final String START_SYNC_UPDATE = "Start Sync update";

  /** This process leads. */
  public static final String ACQUIRED_LEADER_LEASE = "Acquired leader lease";

  /** Above the keys that only the primary has, in {@code /check}. */
  public static final String MISSED_KEYS = "LOCAL ETCD missed keys";

  /** Above the keys that only the standby has. */
  public static final String SURPLUS_KEYS = "LOCAL ETCD surplus keys";

  private ContractPhrase() {}
}
