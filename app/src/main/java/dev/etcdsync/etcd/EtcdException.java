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

  public Side side() {
    return side;
  }

  public Failure failure() {
    return failure;
  }
}
