package dev.etcdsync.history;

/** What can happen to a link, in the words of the JSON schema. */
enum EventKind {
  BEGAN("began", Tone.NEWS),
  LEADER("leader", Tone.NEWS),
  LEADER_SILENT("leader-silent", Tone.BAD),
  LEADER_HEARD("leader-heard", Tone.GOOD),
  FOLLOWING("following", Tone.GOOD),
  INTERRUPTED("interrupted", Tone.BAD),
  COPY_STARTED("copy-started", Tone.NEWS),
  RESYNC("resync", Tone.NEWS),
  COPY_DONE("copy-done", Tone.GOOD),
  PARKED("parked", Tone.BAD),
  RESUMED("resumed", Tone.GOOD),
  DRIFT_FOUND("drift-found", Tone.BAD),
  DRIFT_HEALED("drift-healed", Tone.GOOD),
  CONTESTED("contested", Tone.BAD),
  CONTEST_ENDED("contest-ended", Tone.GOOD),
  CHECK_CLEAN("check-clean", Tone.GOOD),
  CHECK_DRIFT("check-drift", Tone.BAD),
  CHECK_UNKNOWN("check-unknown", Tone.BAD),
  STANDBY_SILENT("standby-silent", Tone.BAD),
  STANDBY_ANSWERS("standby-answers", Tone.GOOD),
  UNREADABLE("unreadable", Tone.BAD),
  READABLE("readable", Tone.GOOD),
  STANDBY_FULL("standby-full", Tone.BAD),
  PROMOTION("promotion", Tone.NEWS);

  /** How people should take it. */
  private enum Tone {
    GOOD("good"),
    BAD("bad"),
    NEWS("news");

    private final String label;

    Tone(String label) {
      this.label = label;
    }
  }

  private final String label;
  private final Tone tone;

  EventKind(String label, Tone tone) {
    this.label = label;
    this.tone = tone;
  }

  String label() {
    return label;
  }

  /** One of {@code good}, {@code bad}, {@code news}. */
  String tone() {
    return tone.label;
  }
}
