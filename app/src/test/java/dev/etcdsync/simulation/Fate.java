package dev.etcdsync.simulation;

/** What becomes of a call. */
public enum Fate {
  /** Carried out and answered. */
  ANSWERED,
  /** Never carried out; the client sees a timeout. */
  REQUEST_LOST,
  /** Carried out; the client sees a timeout or a broken connection. */
  REPLY_LOST,
  /** Carried out only after the client has seen a timeout. */
  LATE,
  /** As {@link #LATE}, but only when the test says so: {@link SimulatedServer#release}. */
  HELD,
  /** Not carried out, and the client is told so. */
  REFUSED
}
