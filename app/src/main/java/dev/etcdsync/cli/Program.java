package dev.etcdsync.cli;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.bootstrap.BootstrapRequest;
import dev.etcdsync.bootstrap.Names;
import dev.etcdsync.bootstrap.Progress;
import dev.etcdsync.config.CheckSettings;
import dev.etcdsync.config.RunSettings;
import dev.etcdsync.config.StandbySettings;
import dev.etcdsync.config.SurplusSettings;
import dev.etcdsync.config.SurveySettings;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the commands do, once their input is known to be good. */
interface Program {
  /**
   * The replicator for {@code run}; answers HTTP at once, and connects to no etcd before it is run.
   */
  Engine engine(RunSettings settings);

  /**
   * Prints what the leader of the link has published.
   *
   * @return {@link ExitCode#DONE}, or {@link ExitCode#NO_ANSWER}
   */
  ExitCode status(StandbySettings settings, Output output, PrintWriter out);

  /**
   * Confirms the finding that the token stands for.
   *
   * @return {@link ExitCode#DONE}, {@link ExitCode#NO_ANSWER}, or {@link ExitCode#BAD_INPUT} if the
   *     token is not that of the present finding
   */
  ExitCode confirm(StandbySettings settings, Guard guard, String token, PrintWriter out);

  /**
   * Asks the leader to heal these keys, or all that it knows of.
   *
   * @return {@link ExitCode#DONE} once it has taken the request, or {@link ExitCode#NO_ANSWER}
   */
  ExitCode heal(StandbySettings settings, List<Key> keys, PrintWriter out);

  /**
   * Promotes the standby, printing each step.
   *
   * @return {@link ExitCode#DONE}, {@link ExitCode#REFUSED}, {@link ExitCode#DEPOSED} or {@link
   *     ExitCode#NO_ANSWER}
   */
  ExitCode promote(
      RunSettings settings, PromoteCommand.Wishes wishes, Output output, PrintWriter out);

  /**
   * Compares both sides and prints what was found.
   *
   * @param deep whether to read every value
   */
  CheckCode check(CheckSettings settings, boolean deep, Output output, PrintWriter out);

  /**
   * Looks through the primary and prints what of it is replicated, and why.
   *
   * @return {@link ExitCode#DONE}, or {@link ExitCode#NO_ANSWER}
   */
  ExitCode showScope(SurveySettings settings, Output output, PrintWriter out);

  /**
   * Prints the keys that are recorded as the standby's own.
   *
   * @return {@link ExitCode#DONE}, or {@link ExitCode#NO_ANSWER}
   */
  ExitCode listSurplus(StandbySettings settings, Output output, PrintWriter out);

  /**
   * Deletes keys that are recorded as the standby's own, each with its value in a file first.
   *
   * @return {@link ExitCode#DONE}, {@link ExitCode#SOME_LEFT}, {@link ExitCode#NO_ANSWER} or {@link
   *     ExitCode#DEPOSED}
   */
  ExitCode deleteSurplus(
      SurplusSettings settings, SurplusDeletion deletion, Consent consent, PrintWriter out);

  /**
   * Brings keys back that were deleted so.
   *
   * @param dryRun whether only to say what would be done
   * @return as {@link #deleteSurplus}
   */
  ExitCode restoreSurplus(
      SurplusSettings settings, Path file, boolean dryRun, Consent consent, PrintWriter out);

  /** Looks at both sides before a link is set up, and prints what was found. */
  PreflightCode preflight(CheckSettings settings, Output output, PrintWriter out);

  /**
   * Gets the standby a client certificate for the primary's etcd.
   *
   * @throws dev.etcdsync.bootstrap.BootstrapFailure if it cannot
   */
  void bootstrap(BootstrapRequest request, Access access, Progress progress);

  /**
   * Deletes what {@link #bootstrap} has made.
   *
   * @param owner for which installation
   * @param primary the names of what is for the primary's etcd
   * @param standby the names of what is for the standby's own
   * @throws dev.etcdsync.bootstrap.BootstrapFailure if it cannot
   */
  void removeBootstrap(
      String namespace,
      String owner,
      Optional<Names> primary,
      Optional<Names> standby,
      Access access,
      Progress progress);

  /** Prints whether etcd-sync may be uninstalled, and why not on {@code err}. */
  GateCode gate(RunSettings settings, PrintWriter out, PrintWriter err);
}
