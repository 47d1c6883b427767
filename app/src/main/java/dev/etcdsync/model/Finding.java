package dev.etcdsync.model;

import java.util.Optional;

/**
 * Why writing stopped.
 *
 * @param guard what refused
 * @param sentence what was found, why writing stopped, what to do; for people. If it can be
 *     confirmed, it ends with "confirm it", and {@link #withCommand} says how
 * @param token what a confirmation must name, if this can be confirmed: valid for exactly this
 *     finding
 */
public record Finding(Guard guard, String sentence, Optional<String> token) {
  /** Whether nothing new was found: sentences may tell figures that move. */
  public static boolean areSame(Optional<Finding> one, Optional<Finding> other) {
    return one.map(Finding::guard).equals(other.map(Finding::guard))
        && one.flatMap(Finding::token).equals(other.flatMap(Finding::token));
  }

  /** The same with the command that confirms it. */
  public Finding withCommand(String command) {
    return new Finding(guard, sentence + ": " + command, token);
  }

  /**
   * The primary tells another history than the one that the standby was written from.
   *
   * @param what how that shows
   */
  public static Finding otherHistory(Checkpoint checkpoint, String what) {
    String token =
        Token.of(Guard.IDENTITY).with(checkpoint.primaryCluster()).with(checkpoint.known()).text();
    return new Finding(
        Guard.IDENTITY,
        "The primary is not the one that the standby was written from up to revision "
            + checkpoint.known()
            + ": "
            + what
            + "; nothing more is written, so that the standby keeps what it has; bring the right"
            + " primary back, or, if this one is right, confirm it",
        Optional.of(token));
  }
}
