package dev.etcdsync.etcd;

/**
 * How many keys to read at once: more while values are small, few where they are large, so that
 * answers do not fill the memory. Used by one thread.
 */
public final class ReadSize {
  private static final int ANSWER_BYTES = 2 << 20;
  private static final int FIRST = 16;

  /** Requests have a limit, too, and more keys together are not faster. */
  private static final int MOST = 1024;

  private final int most;
  private int next;

  /**
   * @param most keys that may be read at once
   */
  public ReadSize(int most) {
    this.most = Math.min(most, MOST);
    this.next = Math.min(FIRST, this.most);
  }

  /** Keys that may be read at once, whatever their size. */
  public int most() {
    return most;
  }

  /** Keys that the next read should take. */
  public int keys() {
    return next;
  }

  /** So many keys had so many bytes: doubles while an answer stays below what it should weigh. */
  public void found(int keys, long bytes) {
    long average = Math.max(1, bytes / keys);
    long fitting = Math.max(1, ANSWER_BYTES / average);
    next = (int) Math.min(Math.min(most, fitting), next * 2L);
  }

  /**
   * The answer to a read of so many keys was too large.
   *
   * @return whether fewer are possible
   */
  public boolean shrink(int keys) {
    next = Math.max(1, keys / 4);
    return keys > 1;
  }
}
