package dev.etcdsync.check;

/**
 * The two moments that are compared.
 *
 * @param revision of the primary
 * @param modRevision of the standby; its checkpoint there claims {@code revision}
 */
public record Pair(long revision, long modRevision) {}
