package dev.etcdsync.model;

/** The checks that refuse to do harm. Each parks the link with a {@link Finding}. */
public enum Guard {
  IDENTITY("identity"),
  SAME_CLUSTER("same-cluster"),
  PRIMARY_BEHIND("primary-behind"),
  MASS_DELETION("mass-deletion"),
  PROMOTED("promoted"),
  REVERSE_LINK("reverse-link"),
  ENCRYPTION("encryption"),
  OWNERSHIP("ownership"),
  NO_SPACE("no-space"),
  UNSUPPORTED_VERSION("unsupported-version"),
  NO_PERMISSION("no-permission"),
  TOO_LARGE("too-large"),
  UNKNOWN_FORMAT("unknown-format");

  private final String label;

  Guard(String label) {
    this.label = label;
  }

  /** The name that users see and type. */
  public String label() {
    return label;
  }
}
