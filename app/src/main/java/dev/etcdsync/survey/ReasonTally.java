package dev.etcdsync.survey;

import dev.etcdsync.kube.Decision.Decided;
import dev.etcdsync.kube.ObjectKey;
import dev.etcdsync.model.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the keys of one resource, and their reasons. Used by one thread. */
final class ReasonTally {
  /** Reasons are few; what says otherwise is a value that chooses its own words. */
  private static final int MOST_REASONS = 100;

  private final String storedAs;
  private final String api;
  private final Map<Sort, Long> reasons = new HashMap<>();
  private final Map<Placement, Long> placed = new EnumMap<>(Placement.class);
  private long otherwise;

  private record Sort(Placement placement, String text) {}

  private ReasonTally(String storedAs, String api) {
    this.storedAs = storedAs;
    this.api = api;
  }

  static ReasonTally of(ObjectKey object) {
    return new ReasonTally(object.storedAs(), object.api().toString());
  }

  /** For keys that are no object's. */
  static ReasonTally ofOthers() {
    return new ReasonTally("(other keys)", "");
  }

  void add(Decided decided) {
    placed.merge(decided.placement(), 1L, Long::sum);
    Sort sort = new Sort(decided.placement(), decided.sort());
    if (reasons.containsKey(sort) || reasons.size() < MOST_REASONS) {
      reasons.merge(sort, 1L, Long::sum);
    } else {
      otherwise++;
    }
  }

  ResourceCount count() {
    List<Reason> listed = new ArrayList<>();
    reasons.forEach((sort, keys) -> listed.add(new Reason(sort.placement, sort.text, keys)));
    listed.sort(
        Comparator.comparingLong(Reason::keys)
            .reversed()
            .thenComparing(Reason::placement)
            .thenComparing(Reason::text));
    long in = placed.getOrDefault(Placement.IN, 0L);
    long out = placed.getOrDefault(Placement.OUT, 0L);
    long held = placed.getOrDefault(Placement.HELD, 0L);
    return new ResourceCount(storedAs, api, in + out + held, in, out, held, listed, otherwise);
  }
}
