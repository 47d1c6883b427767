package dev.etcdsync.preflight;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.etcd.ServerStatus;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What primary and standby are to each other, told without writing. */
final class Clusters {
  /** What promote can lift, in a way that clients bear: one revision for each transaction. */
  private static final double LIFTS_A_SECOND = 2_000;

  private static final long LONG_LIFT_SECONDS = 600;

  private static final String FENCE = "/fence";

  private final Etcd primary;
  private final Etcd standby;
  private final LinkKeys keys;
  private final Answers answers;
  private final Documents documents = new Documents();

  Clusters(Etcd primary, Etcd standby, LinkKeys keys, Answers answers) {
    this.primary = primary;
    this.standby = standby;
    this.keys = keys;
    this.answers = answers;
  }

  List<Line> lines(ServerStatus there, ServerStatus here) {
    List<Line> lines = new ArrayList<>();
    lines.add(same(there, here));
    lines.add(reverse(there, here));
    lines.add(revisions(there, here));
    return lines;
  }

  private Line same(ServerStatus there, ServerStatus here) {
    String about = "two etcds";
    if (there.clusterId() != here.clusterId()) {
      return Line.pass(about, "primary and standby have different cluster ids");
    }
    Optional<Fence> ours = fence(Side.STANDBY, standby, keys.fence());
    boolean shown = ours.isPresent() && ours.equals(fence(Side.PRIMARY, primary, keys.fence()));
    return shown
        ? Line.fail(
            about,
            "primary and standby are the same etcd: the link's fence stands in both",
            "correct --primary or --standby")
        : Line.warn(
            about,
            "primary and standby have the same cluster id; two etcds that were made under the same"
                + " name have that, too, and without writing it cannot be told",
            "make sure that they are two; etcd-sync run writes its fence and refuses if they are not");
  }

  private Optional<Fence> fence(Side side, Etcd etcd, Key key) {
    try {
      return answers.await(side, etcd.get(List.of(key), 0)).entries().stream()
          .flatMap(Optional::stream)
          .findFirst()
          .map(KeyValue::value)
          .map(documents::readFence);
    } catch (UnknownFormatException anotherVersions) {
      return Optional.empty();
    } catch (EtcdException e) {
      if (e.failure() == Failure.NO_PERMISSION) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Line reverse(ServerStatus there, ServerStatus here) {
    String about = "reverse link";
    List<Key> links;
    try {
      links = Listing.keysBehind(LinkKeys.ALL_LINKS, primary, Side.PRIMARY, 0, answers);
    } catch (EtcdException e) {
      if (e.failure() != Failure.NO_PERMISSION) {
        throw e;
      }
      return Line.warn(
          about,
          "the primary's user may not read /etcd-sync/, where a link in the other direction would be",
          "give it that right");
    }
    for (Key link : links) {
      if (!link.toString().endsWith(FENCE)) {
        continue;
      }
      Optional<Fence> fence = fence(Side.PRIMARY, primary, LinkKeys.ALL_LINKS.append(link));
      if (fence
          .filter(it ->
              it.primaryCluster() == here.clusterId() && it.standbyCluster() == there.clusterId())
          .isPresent()) {
        return Line.fail(
            about,
            "the primary is itself the standby of a link from this standby (%s)".formatted(link),
            "end that link first");
      }
    }
    return Line.pass(about, "no link in the other direction is known to the primary");
  }

  private static Line revisions(ServerStatus there, ServerStatus here) {
    String about = "revisions";
    long gap = Math.max(0, there.revision() - here.revision());
    double seconds = gap / LIFTS_A_SECOND;
    String found =
        String.format(
            Locale.ROOT,
            "the primary is at %d, the standby at %d; to lift the standby by %,d on promotion takes"
                + " about %,.0f s (a guess: one revision each, 2,000 a second)",
            there.revision(),
            here.revision(),
            gap,
            seconds);
    return seconds < LONG_LIFT_SECONDS
        ? Line.pass(about, found)
        : Line.warn(
            about, found, "plan for it, or to restart what watches the apiserver after promotion");
  }
}
