package dev.etcdsync.etcd;

import dev.etcdsync.model.Side;

/** A call to etcd failed. The message is for people and holds no value. */
public final class EtcdException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Side side;
  private final Failure failure;

  public EtcdException(Side side, Failure failure, String message) {
    super(message);
    this.side = side;
    this.failure = failure;
  }

  public EtcdException(Side side, Failure failure, String message, Throwable cause) {
    super(message, cause);
    this.side = side;
    this.failure = failure;
  }

  /** A watch that has hopped to another member may tell older events again: etcd issue 20221. */
  public static EtcdException wentBack(Side side, long revision) {
    return new EtcdException(
        side, Failure.OTHER, "the " + side + "'s watch went back to revision " + revision);
  }

  public Side side() {
    return side;
  }

  public Failure failure() {
    return failure;
  }
}
