package dev.etcdsync.model;

/**
 * When deletions are too many to be believed: only if they exceed both figures.
 *
 * @param percent share of the keys in scope, in percent, 0 to 100
 * @param keys number of keys
 */
public record DeletionLimit(int percent, int keys) {
  public static final int DEFAULT_PERCENT = 20;
  public static final int DEFAULT_KEYS = 100;

  public DeletionLimit {
    if (percent < 0 || percent > 100) {
      throw InvalidSetting.outOfRange(
          "deletions.percent", Integer.toString(percent), "0 to 100 percent");
    }
    if (keys < 0 || keys > 1_000_000_000) {
      throw InvalidSetting.outOfRange(
          "deletions.keys", Integer.toString(keys), "0 to 1000000000 keys");
    }
  }

  /**
   * Whether deletions are too many.
   *
   * @param deletions keys that would go
   * @param of keys in scope before they go
   */
  public boolean isExceededBy(long deletions, long of) {
    return deletions > keys && deletions * 100 > of * percent;
  }

  public static DeletionLimit defaults() {
    return new DeletionLimit(DEFAULT_PERCENT, DEFAULT_KEYS);
  }
}
