package dev.etcdsync.model;

import java.time.Instant;
import java.util.Optional;

/**
 * The last copy that a leader has begun.
 *
 * @param reason in the log's word; absent where an earlier version does not tell
 * @param running whether it goes on; otherwise it is done, or was interrupted
 */
public record LastCopy(Instant began, Optional<String> reason, boolean running) {}
