package dev.etcdsync.model;

import java.util.Optional;

/**
 * Why writing stopped.
 *
 * @param guard what refused
 * @param sentence what was found, why writing stopped, what to do; for people
 * @param token what a confirmation must name, if this can be confirmed: valid for exactly this
 *     finding
 */
public record Finding(Guard guard, String sentence, Optional<String> token) {}
