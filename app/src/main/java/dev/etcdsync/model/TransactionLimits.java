package dev.etcdsync.model;

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
      throw new InvalidSetting(
          "transactions.operations",
          "%d is out of range: give 16 to 100000 operations".formatted(operations));
    }
    if (bytes < 64 * KIB || bytes > 256 * MIB) {
      throw new InvalidSetting(
          "transactions.bytes",
          "%s is out of range: give 64KiB to 256MiB".formatted(Sizes.text(bytes)));
    }
  }

  public static TransactionLimits defaults() {
    return new TransactionLimits(DEFAULT_OPERATIONS, DEFAULT_BYTES);
  }
}
