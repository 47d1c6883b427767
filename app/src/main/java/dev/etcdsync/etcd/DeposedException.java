package dev.etcdsync.etcd;

/** Another process holds the link now. Nothing of this one can be written any more. */
public final class DeposedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String successor;

  /**
   * @param successor the other process's name, or why it is not known
   */
  public DeposedException(String successor) {
    super("the link was claimed by " + successor);
    this.successor = successor;
  }

  public String successor() {
    return successor;
  }
}
