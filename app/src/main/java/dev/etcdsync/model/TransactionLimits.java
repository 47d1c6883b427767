package dev.etcdsync.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * How large a transaction on the standby may become. Servers refuse what is larger than their
 * {@code --max-txn-ops} and {@code --max-request-bytes}.
 *
 * @param operations at most so many operations, compares and bookkeeping included
 * @param bytes at most about so many bytes of keys and values; one larger key goes alone
 */
public record TransactionLimits(int operations, int bytes) {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  /** etcd's own default for {@code --max-txn-ops}. */
  public static final int DEFAULT_OPERATIONS = 128;

  /** Two thirds of etcd's own default for {@code --max-request-bytes}. */
  public static final int DEFAULT_BYTES = MIB;

  public TransactionLimits {
    if (operations < 16 || operations > 100_000) {
      throw InvalidSetting.outOfRange(
          "transactions.operations", Integer.toString(operations), "16 to 100000 operations");
    }
    // What is written is read again in one answer, and one of more than 32MiB is not taken.
    if (bytes < 64 * KIB || bytes > 16 * MIB) {
      throw InvalidSetting.outOfRange("transactions.bytes", Sizes.text(bytes), "64KiB to 16MiB");
    }
  }

  /**
   * Parts that a transaction can take, in order, with one operation for each item.
   *
   * @param reserved operations that each transaction needs for itself
   * @param weight what an item weighs, in bytes
   */
  public <T> List<List<T>> parts(List<T> all, int reserved, ToLongFunction<T> weight) {
    return parts(all, reserved, item -> 1, weight);
  }

  /**
   * Parts that a transaction can take, in order.
   *
   * @param reserved operations that each transaction needs for itself
   * @param count operations of an item
   * @param weight what an item weighs, in bytes
   */
  public <T> List<List<T>> parts(
      List<T> all, int reserved, ToIntFunction<T> count, ToLongFunction<T> weight) {
    List<List<T>> parts = new ArrayList<>();
    List<T> part = new ArrayList<>();
    int partOperations = reserved;
    long partBytes = 0;
    for (T item : all) {
      int moreOperations = count.applyAsInt(item);
      long moreBytes = weight.applyAsLong(item);
      boolean full = partOperations + moreOperations > operations || partBytes + moreBytes > bytes;
      if (full && !part.isEmpty()) {
        parts.add(part);
        part = new ArrayList<>();
        partOperations = reserved;
        partBytes = 0;
      }
      part.add(item);
      partOperations += moreOperations;
      partBytes += moreBytes;
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  public static TransactionLimits defaults() {
    return new TransactionLimits(DEFAULT_OPERATIONS, DEFAULT_BYTES);
  }
}
