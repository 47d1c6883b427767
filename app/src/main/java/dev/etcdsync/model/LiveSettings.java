package dev.etcdsync.model;

import java.time.Duration;

/**
 * What a running process takes over when its configuration changes.
 *
 * @param verbose whether to log a line per change
 * @param checkInterval how long after a comparison of everything the next one begins; within the
 *     limits of {@link Timing}
 */
public record LiveSettings(boolean verbose, Duration checkInterval) {}
