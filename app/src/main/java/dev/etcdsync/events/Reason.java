package dev.etcdsync.events;

/** What can be told. Scripts and alerts may look for the words: they never change. */
enum Reason {
  LEADER_ELECTED("LeaderElected", Type.NORMAL),
  COPY_STARTED("CopyStarted", Type.NORMAL),
  COPY_DONE("CopyDone", Type.NORMAL),
  RESYNC_STARTED("ResyncStarted", Type.WARNING),
  PARKED("Parked", Type.WARNING),
  RESUMED("Resumed", Type.NORMAL),
  DRIFT_FOUND("DriftFound", Type.WARNING),
  DRIFT_HEALED("DriftHealed", Type.NORMAL),
  CERTIFICATE_EXPIRING("CertificateExpiring", Type.WARNING);

  /** The two that Kubernetes knows. */
  enum Type {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /** As an Event has it. */
    String word() {
      return word;
    }
  }

  private final String word;
  private final Type type;

  Reason(String word, Type type) {
    this.word = word;
    this.type = type;
  }

  /** As an Event has it. */
  String word() {
    return word;
  }

  Type type() {
    return type;
  }
}
