package dev.etcdsync.bench;

/** One row of the table. */
interface Benchmark {
  /** How scripts/bench.sh is asked for it. */
  String name();

  /** What is measured. */
  String what();

  /** What the figure must be. */
  String criterion();

  Outcome run(Setup setup);

  /**
   * What came out.
   *
   * @param figure what was measured, for people
   * @param passed whether the criterion is met
   * @param othersUsed processor time that others used meanwhile, in cores, in the worst run
   */
  record Outcome(String figure, boolean passed, double othersUsed) {}
}
