package dev.etcdsync.follow;

/** What the primary's watch has to show before anything it tells is applied. */
public enum Proof {
  /** It must tell the witness first; where that is compacted, both sides have to be compared. */
  REQUIRED,
  /** It must tell the witness first, if it still can: the two sides have just been compared. */
  UNLESS_COMPACTED,
  /** Nothing: the two sides have just been compared, and the witness is compacted. */
  WAIVED
}
