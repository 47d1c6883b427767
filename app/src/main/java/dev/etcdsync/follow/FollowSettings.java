package dev.etcdsync.follow;

import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.Scope;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;

/** What following is told by the user. */
public record FollowSettings(
    Scope scope, TransactionLimits limits, DeletionLimit deletions, Timing timing) {}
