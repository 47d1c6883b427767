package dev.etcdsync.config;

import dev.etcdsync.model.TransactionLimits;

/** What a command needs that changes the standby's own keys. */
public record SurplusSettings(StandbySettings link, TransactionLimits limits) {}
