package dev.etcdsync.simulation;

/** Thrown into a simulated process where it dies. An error, so that no engine code catches it. */
public final class SimulatedCrash extends Error {
  private static final long serialVersionUID = 1;

  SimulatedCrash(String process) {
    super(process + " crashed", null, false, false);
  }
}
