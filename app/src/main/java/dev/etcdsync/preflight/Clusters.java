package dev.etcdsync.preflight;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.ServerStatus;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.fence.UnknownFormatException;
import dev.etcdsync.guard.LinkDirections;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.LiftForecast;
import dev.etcdsync.model.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What primary and standby are to each other, told without writing. */
final class Clusters {
  private static final Duration LONG_LIFT = Duration.ofMinutes(10);

  private final Etcd primary;
  private final Etcd standby;
  private final LinkKeys keys;
  private final Answers answers;
  private final Documents documents = new Documents();
  private final LinkDirections directions;

  Clusters(Etcd primary, Etcd standby, LinkKeys keys, Answers answers) {
    this.primary = primary;
    this.standby = standby;
    this.keys = keys;
    this.answers = answers;
    this.directions = new LinkDirections(answers, documents, keys);
  }

  List<Line> lines(ServerStatus there, ServerStatus here) {
    List<Line> lines = new ArrayList<>();
    lines.add(same(there, here));
    lines.add(reverse(here));
    lines.add(promoted());
    lines.add(readers());
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

  private Line reverse(ServerStatus here) {
    String about = "reverse link";
    if (!directions.canLook(primary, Side.PRIMARY)) {
      return Line.warn(
          about,
          "the primary's user may not read /etcd-sync/, where a link in the other direction would be",
          "give it that right");
    }
    return directions
        .reverse(primary, here.clusterId())
        .map(finding -> Line.fail(about, finding.sentence(), "end that link first"))
        .orElseGet(
            () -> Line.pass(about, "no link in the other direction is known to the primary"));
  }

  private Line promoted() {
    String about = "promotion";
    if (!directions.canLook(standby, Side.STANDBY)) {
      return Line.warn(
          about,
          "the standby's user may not read /etcd-sync/, where a promotion would be recorded",
          "give it that right");
    }
    try {
      return directions
          .promoted(standby)
          .map(finding ->
              Line.fail(about, finding.sentence(), "take another standby, or this one anew"))
          .orElseGet(() -> Line.pass(about, "the standby was not promoted through any link"));
    } catch (UnknownFormatException e) {
      return Line.fail(
          about, String.valueOf(e.getMessage()), "use the version of etcd-sync that wrote it");
    }
  }

  /** A link is kept in its standby alone. */
  private static Line readers() {
    return Line.warn(
        "standby as a primary",
        "whether another cluster has this standby as its primary cannot be seen: a link is kept in"
            + " its own standby, wherever that is",
        "make sure that nobody replicates from this standby; what is copied over it would go there");
  }

  private static Line revisions(ServerStatus there, ServerStatus here) {
    String about = "revisions";
    LiftForecast lift =
        LiftForecast.between(here.revision(), there.revision() + LiftForecast.MARGIN);
    String found =
        String.format(
            Locale.ROOT,
            "the primary is at %d, the standby at %d; to lift the standby by %,d on promotion takes"
                + " about %,d s (a guess, at %,d a second; promotion measures it before the link"
                + " ends)",
            there.revision(),
            here.revision(),
            lift.revisions(),
            lift.time().toSeconds(),
            LiftForecast.A_SECOND);
    return lift.time().compareTo(LONG_LIFT) < 0
        ? Line.pass(about, found)
        : Line.warn(
            about, found, "plan for it, or to restart what watches the apiserver after promotion");
  }
}
