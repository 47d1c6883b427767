package dev.etcdsync.preflight;

import dev.etcdsync.etcd.Etcd.Space;
import dev.etcdsync.etcd.MemberPage;
import dev.etcdsync.model.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the members of both etcds tell of themselves over HTTP: their clocks and quotas. */
final class Members {
  /** What is asked is told in whole seconds. */
  private static final Duration NOTICEABLE = Duration.ofSeconds(2);

  /** Above this much of its quota an etcd is near refusing writes. */
  private static final double NEARLY_FULL = 0.8;

  private static final double MIB = 1 << 20;

  private final Map<Side, List<Optional<MemberPage>>> pages = new EnumMap<>(Side.class);

  void add(Side side, Optional<MemberPage> page) {
    pages.computeIfAbsent(side, any -> new ArrayList<>()).add(page);
  }

  private List<MemberPage> of(Side side) {
    return pages.getOrDefault(side, List.of()).stream().flatMap(Optional::stream).toList();
  }

  /**
   * How far the clocks of a side's members are from ours, by which the age of what is there is
   * told.
   */
  Line clock(Side side) {
    String about = side + " clock";
    Optional<Duration> most =
        of(side).stream()
            .flatMap(page -> page.ahead().stream())
            .max(Comparator.comparing(Duration::abs));
    if (most.isEmpty()) {
      return Line.warn(
          about,
          "not known: no member tells its time over HTTP",
          "compare date there and here: how old the standby is, is told by the leader's clock");
    }
    Duration ahead = most.get();
    if (ahead.abs().compareTo(NOTICEABLE) < 0) {
      return Line.pass(about, "within two seconds of the clock here");
    }
    return Line.warn(
        about,
        String.format(
            Locale.ROOT,
            "a member's is %.0f s %s the clock here",
            ahead.abs().toMillis() / 1e3,
            ahead.isNegative() ? "behind" : "ahead of"),
        "set both by the same time service: how old the standby is, is told by the leader's clock");
  }

  /**
   * Whether there is room.
   *
   * @param space of the side's largest member
   * @param coming bytes that the other side holds and that may come
   */
  Line space(Side side, Optional<Space> space, long coming) {
    String about = side + " space";
    if (space.isEmpty()) {
      return Line.warn(about, "not known", "look at etcdctl endpoint status");
    }
    String found =
        String.format(
            Locale.ROOT,
            "the largest member has a file of %,.1f MiB, %,.1f MiB of it in use",
            space.get().file() / MIB,
            space.get().used() / MIB);
    Optional<Long> least =
        of(side).stream().flatMap(page -> page.quota().stream()).min(Comparator.naturalOrder());
    if (least.isEmpty()) {
      return Line.warn(
          about,
          found + "; its quota is not known: no member tells it over HTTP",
          "compare with its --quota-backend-bytes (2 GiB if it has none)");
    }
    long quota = least.get();
    if (quota <= 0) {
      return Line.pass(about, found + "; it has no quota");
    }
    String quoted = String.format(Locale.ROOT, "%s; its quota is %,.1f MiB", found, quota / MIB);
    if (space.get().used() + coming > quota) {
      return Line.fail(
          about,
          String.format(
              Locale.ROOT, "%s, and %,.1f MiB may come from the primary", quoted, coming / MIB),
          "raise --quota-backend-bytes");
    }
    return space.get().file() > quota * NEARLY_FULL
        ? Line.warn(about, quoted, "defragment it, or raise --quota-backend-bytes")
        : Line.pass(about, quoted);
  }
}
