package dev.etcdsync.model;

import java.util.Optional;

/**
 * A key that somebody on the standby overwrites as often as it is healed.
 *
 * @param writer who, as far as the object says
 */
public record ContestedKey(Key key, Optional<String> writer) {}
