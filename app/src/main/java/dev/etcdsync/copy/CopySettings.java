package dev.etcdsync.copy;

import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;

/** What a copy is told by the user. */
public record CopySettings(
    Scope scope, TransactionLimits limits, DeletionLimit deletions, Timing timing) {}
