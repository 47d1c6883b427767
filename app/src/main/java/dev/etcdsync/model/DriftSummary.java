package dev.etcdsync.model;

import java.util.List;

/**
 * What others make of replicated objects on the standby.
 *
 * @param suspected keys that others have written and that are still to be looked at
 * @param healed how many objects this process has written back
 * @param statusDiverged objects of which only the status differs: the standby's controllers' work
 * @param contested keys that are overwritten as often as they are healed, and left for a while
 * @param named the first of them
 */
public record DriftSummary(
    long suspected, long healed, long statusDiverged, long contested, List<ContestedKey> named) {
  public DriftSummary {
    named = List.copyOf(named);
  }

  public static DriftSummary none() {
    return new DriftSummary(0, 0, 0, 0, List.of());
  }
}
