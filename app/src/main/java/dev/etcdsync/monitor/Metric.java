package dev.etcdsync.monitor;

import java.util.List;

/**
 * Every metric of our own, as Prometheus gets it: docs/metrics.md is made of this.
 *
 * <p>A name is the one that Micrometer's naming convention makes of {@link #meter} and {@link
 * #unit}: words with underscores, the unit behind them, {@code _total} behind a counter's.
 */
enum Metric {
  LEADER(
      Kind.GAUGE,
      Owner.EVERY,
      "etcdsync.leader",
      "",
      "1 if this process leads the link, otherwise 0"),
  BUILD(
      Kind.GAUGE,
      Owner.EVERY,
      "etcdsync.build.info",
      "",
      "Always 1; the labels tell what runs",
      "version",
      "java"),
  CERTIFICATE_EXPIRY(
      Kind.GAUGE,
      Owner.EVERY,
      "etcdsync.certificate.expiry.timestamp",
      "seconds",
      "Until when the first certificate of a file is valid that ends, as Unix time",
      "side",
      "use"),
  CHECK_INTERVAL(
      Kind.GAUGE,
      Owner.EVERY,
      "etcdsync.check.interval",
      "seconds",
      "How long after a comparison of everything a leader begins the next one, as this process is"
          + " set now"),
  CONFIRMED(
      Kind.GAUGE,
      Owner.EVERY,
      "etcdsync.confirmed.timestamp",
      "seconds",
      "The last moment at which the primary held nothing in scope that the standby did not hold, as"
          + " last published by whoever leads, as Unix time; NaN if none is known"),
  REFUSED(
      Kind.GAUGE,
      Owner.EVERY,
      "etcdsync.refused",
      "",
      "1 for the guard that keeps this process from claiming the link, 0 for all others",
      "guard"),
  ERRORS(
      Kind.COUNTER,
      Owner.EVERY,
      "etcdsync.errors",
      "",
      "Failures of an etcd that made the engine connect anew or park",
      "side",
      "class"),
  HTTP_REQUESTS(
      Kind.COUNTER,
      Owner.EVERY,
      "etcdsync.http.requests",
      "",
      "Requests that were answered here",
      "path",
      "code"),
  EPOCH(
      Kind.GAUGE, Owner.LEADER, "etcdsync.epoch", "", "How often the link has been claimed so far"),
  PHASE(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.phase",
      "",
      "1 for what the link is doing now, 0 for all else",
      "phase"),
  PRIMARY_REVISION(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.primary.revision",
      "",
      "The primary's revision, as last heard"),
  CHECKPOINT_REVISION(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.checkpoint.revision",
      "",
      "The primary's revision that the standby equals; 0 while copying"),
  PROGRESS_AGE(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.progress.age",
      "seconds",
      "Time since the last moment of which it is known that the standby holds all that the primary"
          + " held; since this process leads, where none is known"),
  APPLY(
      Kind.HISTOGRAM,
      Owner.LEADER,
      "etcdsync.apply",
      "seconds",
      "Time from when the primary's watch told a change until the standby has it; of the oldest"
          + " change of each transaction"),
  APPLY_MAX(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.apply.seconds.max",
      "",
      "The longest such time of the last minutes"),
  KEYS(
      Kind.COUNTER,
      Owner.LEADER,
      "etcdsync.keys",
      "",
      "Keys that were written or deleted on the standby",
      "operation"),
  WRITTEN(
      Kind.COUNTER,
      Owner.LEADER,
      "etcdsync.written",
      "bytes",
      "What those keys and their values weigh",
      "operation"),
  DRIFT(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.drift.keys",
      "",
      "What the last comparison of everything found; NaN before the first",
      "kind"),
  SUSPECTED(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.suspected.keys",
      "",
      "Keys that others have written on the standby, and that are still to be looked at"),
  CONTESTED(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.contested.keys",
      "",
      "Keys that others overwrite as often as they are healed"),
  HEALS(
      Kind.COUNTER,
      Owner.LEADER,
      "etcdsync.heals",
      "",
      "Objects that were written back, by what they had been",
      "was"),
  CHECK_TIME(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.last.check.timestamp",
      "seconds",
      "When the last comparison of everything was complete, as Unix time; NaN before the first"),
  CHECK_DURATION(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.last.check.duration",
      "seconds",
      "How long it took; NaN before the first"),
  CHECK_CLEAN(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.last.check.clean",
      "",
      "1 if it found nothing missed, different or stale, otherwise 0; NaN before the first"),
  CHECK_UNCLEAN(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.unclean.checks",
      "",
      "How many comparisons of everything in a row have found something missed, different or stale,"
          + " up to the last one"),
  COPY_KEYS(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.copy.keys",
      "",
      "Keys to settle of a copy that is running or was interrupted; 0 when there is none"),
  COPY_SETTLED(
      Kind.GAUGE, Owner.LEADER, "etcdsync.copy.settled.keys", "", "How many of them are settled"),
  HELD(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.held.objects",
      "",
      "Objects that are held until promotion"),
  COPIES(
      Kind.COUNTER,
      Owner.LEADER,
      "etcdsync.resyncs",
      "",
      "Copies that have begun, the first one among them",
      "reason"),
  COMPACTIONS(
      Kind.COUNTER,
      Owner.LEADER,
      "etcdsync.compactions",
      "",
      "How often what was to be read was compacted, by the side that had",
      "side"),
  PARKED(
      Kind.GAUGE,
      Owner.LEADER,
      "etcdsync.parked",
      "",
      "1 for the guard that has stopped the link, 0 for all others",
      "guard"),
  PARKS(
      Kind.COUNTER,
      Owner.LEADER,
      "etcdsync.parks",
      "",
      "How often a guard has stopped the link",
      "guard");

  /** As Prometheus tells them apart. */
  enum Kind {
    GAUGE("gauge"),
    COUNTER("counter"),
    HISTOGRAM("histogram");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** Which processes have it. */
  enum Owner {
    /** Every replica. */
    EVERY,
    /** The leader, for as long as it leads. */
    LEADER
  }

  private final Kind kind;
  private final Owner owner;
  private final String meter;
  private final String unit;
  private final String help;
  private final String labels;

  Metric(Kind kind, Owner owner, String meter, String unit, String help, String... labels) {
    this.kind = kind;
    this.owner = owner;
    this.meter = meter;
    this.unit = unit;
    this.help = help;
    this.labels = String.join(" ", labels);
  }

  Kind kind() {
    return kind;
  }

  Owner owner() {
    return owner;
  }

  /** The name that Micrometer is given. */
  String meter() {
    return meter;
  }

  /** The base unit; empty if it is a number of something that the name says. */
  String unit() {
    return unit;
  }

  String help() {
    return help;
  }

  /** The names of its labels. */
  List<String> labels() {
    return labels.isEmpty() ? List.of() : List.of(labels.split(" "));
  }

  /** The name that Prometheus gets. */
  String exposed() {
    String name = meter.replace('.', '_');
    String whole = unit.isEmpty() ? name : name + "_" + unit;
    return kind == Kind.COUNTER ? whole + "_total" : whole;
  }
}
