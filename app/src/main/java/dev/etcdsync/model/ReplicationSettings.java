package dev.etcdsync.model;

/** What copying and following are told by the user. */
public record ReplicationSettings(
    Scope scope, TransactionLimits limits, DeletionLimit deletions, Timing timing) {}
