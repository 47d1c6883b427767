package dev.etcdsync.model;

import java.math.BigInteger;

/**
 * Numbers of any length. What cannot be counted with becomes the nearest number that can: whoever
 * owns the range refuses that, too, and can say what the range is.
 */
public final class Saturated {
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  private Saturated() {}

  /** The number that the digits stand for, a minus sign before them or not. */
  public static long number(String digits) {
    return product(digits, 1);
  }

  /** So many times the number that the digits stand for. */
  static long product(String digits, long times) {
    BigInteger exact = new BigInteger(digits).multiply(BigInteger.valueOf(times));
    return exact.max(LEAST).min(MOST).longValue();
  }
}
