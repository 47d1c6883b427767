package dev.etcdsync.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.model.CompareSummary;
import dev.etcdsync.model.DriftSummary;
import dev.etcdsync.model.LastCompare;
import dev.etcdsync.model.LinkPhase;
import dev.etcdsync.model.LinkStatus;
import dev.etcdsync.model.LinkVersions;
import dev.etcdsync.model.Promotion;
import dev.etcdsync.model.Promotion.Stage;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A link's status for people and for machines.
 *
 * @param commands for what to do about it
 * @param ages how old the evidence may be on which something is claimed
 * @param now to tell ages by
 */
public record StatusView(Published published, StandbyCommand commands, Ages ages, Instant now) {
  public StatusView {
    published = published.confirmedBy(commands);
  }

  /** JSON names more. */
  private static final int MOST_NAMED = 10;

  /** For machines; the schema is in docs/operations.md. */
  public ObjectNode json() {
    return StatusJson.tree(published, ages, now);
  }

  /** For people. */
  public void print(PrintWriter out) {
    LinkStatus status = published.status();
    Optional<Promotion> promotion = published.promotion();
    boolean ended = published.hasEnded();
    row(out, "phase", status.phase().label());
    row(
        out,
        "synced",
        ended
            ? "no: the link has ended, and the standby goes its own way"
            : status.isSynced(ages.confirmed(), now) ? "yes" : "no");
    row(
        out,
        "promotable",
        Promotable.judge(published, ages, now).whyNot().map(why -> "no: " + why).orElse("yes"));
    promotion.ifPresent(it -> promotion(it, out));
    if (status.total() > 0
        && (status.phase() == LinkPhase.COPYING || published.copyingSince().isPresent())) {
      row(
          out,
          "copied",
          String.format(
                  Locale.ROOT,
                  "%,d of %,d keys (%d %%)",
                  status.copied(),
                  status.total(),
                  100 * status.copied() / status.total())
              + CopyEstimate.of(status)
                  .map(it -> ", about " + it.secondsLeft(seconds(status.time())) + " s to go")
                  .orElse(""));
    }
    if (status.revision() > 0) {
      row(out, "revision", status.revision() + " of the primary's " + status.primaryRevision());
    }
    status.confirmed().ifPresent(confirmed -> row(out, "up to date", "as of " + moment(confirmed)));
    if (status.held() > 0) {
      row(
          out,
          "held",
          String.format(
              Locale.ROOT,
              promotion.filter(StatusView::hasPlaced).isPresent()
                  ? "%,d objects stay aside: the standby had made such objects itself"
                  : "%,d objects, out of the standby's sight until it is promoted",
              status.held()));
    }
    drift(status.drift(), out);
    compared(status, out);
    row(out, "leader", status.holder() + ", epoch " + status.epoch());
    versions(status.versions(), out);
    row(out, "published", moment(status.time()));
    status.parked().ifPresent(finding -> row(out, "parked", finding.sentence()));
    status.trouble().ifPresent(trouble -> row(out, "trouble", trouble));
    if (published.full()) {
      row(
          out,
          "no space",
          "the standby's etcd refuses writes (NOSPACE alarm), and what stands above may be old");
    }
  }

  private void versions(LinkVersions told, PrintWriter out) {
    String all =
        Stream.of(
                told.leader().map(version -> "etcd-sync " + version),
                members("the primary's etcd ", told.primary()),
                members("the standby's etcd ", published.versions()))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", "));
    if (!all.isEmpty()) {
      row(out, "versions", all);
    }
  }

  /** Members of one version are one. */
  private static Optional<String> members(String whose, List<String> versions) {
    return versions.isEmpty()
        ? Optional.empty()
        : Optional.of(whose + versions.stream().distinct().collect(Collectors.joining(" and ")));
  }

  private static boolean hasPlaced(Promotion promotion) {
    return promotion.stage().compareTo(Stage.PLACING) > 0;
  }

  private void promotion(Promotion promotion, PrintWriter out) {
    row(
        out,
        "promotion",
        switch (promotion.stage()) {
          case DRAINING ->
              "begun at %s by %s, and not ended: run etcd-sync promote again, or with --take-back"
                  .formatted(moment(promotion.begun()), promotion.by());
          case PLACING, LIFTING ->
              "begun at %s by %s, and beyond return: run etcd-sync promote to its end"
                  .formatted(moment(promotion.begun()), promotion.by());
          case PROMOTED -> "done at %s by %s".formatted(moment(promotion.time()), promotion.by());
        });
    promotion
        .shortfall()
        .ifPresent(
            shortfall -> row(out, "incomplete", "when the link ended: " + shortfall.sentence()));
  }

  private static void drift(DriftSummary drift, PrintWriter out) {
    if (drift.suspected() + drift.healed() > 0) {
      row(
          out,
          "drift",
          String.format(
              Locale.ROOT,
              "%,d keys to look at%s, %,d healed so far",
              drift.suspected(),
              drift.departed() > 0
                  ? String.format(
                      Locale.ROOT,
                      " (%,d of them missed or different, to be written back)",
                      drift.departed())
                  : "",
              drift.healed()));
    }
    if (drift.contested() > 0) {
      row(
          out,
          "contested",
          String.format(
              Locale.ROOT,
              "%,d keys are overwritten on the standby as often as they are healed",
              drift.contested()));
      drift.named().stream()
          .limit(MOST_NAMED)
          .map(key -> key.key() + key.writer().map(writer -> ", by " + writer).orElse(""))
          .forEach(text -> row(out, "", text));
    }
  }

  private void compared(LinkStatus status, PrintWriter out) {
    CompareSummary compare = status.compare();
    if (compare.pending() && status.phase() == LinkPhase.FOLLOWING) {
      row(out, "compared", "not yet since following began, so synced is not claimed");
    }
    compare
        .last()
        .ifPresent(
            last -> row(out, compare.pending() ? "before that" : "compared", sentence(last)));
    compare.trouble().ifPresent(trouble -> row(out, "", "could not tell: " + trouble));
  }

  private String sentence(LastCompare last) {
    return String.format(
        Locale.ROOT,
        "%s at %s, revision %d: %,d keys in %.1f s",
        last.isClean()
            ? "clean"
            : String.format(
                Locale.ROOT,
                "NOT CLEAN (%,d missed, %,d different, %,d stale)",
                last.missed(),
                last.different(),
                last.stale()),
        moment(last.time()),
        last.revision(),
        last.keys(),
        last.took().toMillis() / 1000.0);
  }

  private static void row(PrintWriter out, String name, String text) {
    out.printf(Locale.ROOT, "%-11s %s%n", name, text);
  }

  /** In UTC, and how long ago, if that can be told. */
  private String moment(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS)
        + published
            .status()
            .clock(now)
            .ahead()
            .map(_ -> " (by a clock that is ahead)")
            .orElseGet(() -> String.format(Locale.ROOT, " (%.1f s ago)", seconds(instant)));
  }

  private double seconds(Instant since) {
    return Math.max(0, Duration.between(since, now).toMillis()) / 1000.0;
  }
}
