package dev.etcdsync.check;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.JetcdConnector;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.ScopeRules;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.SystemClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A program of its own that compares two real etcds again and again, as a monitor does, for tests
 * that know the product only from outside. Prints a line for whatever is not clean, and a last one
 * with the numbers of comparisons by their result.
 */
public final class CheckLoop {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int DEEP_EACH = 10;
  private static final int ANEW_EACH = 50;

  private CheckLoop() {}

  public static void main(String[] arguments) {
    String link = arguments[2];
    String prefix = arguments[3];
    int wanted = Integer.parseInt(arguments[4]);
    int clean = 0;
    int drift = 0;
    int unknown = 0;
    try (Etcd primary = connect(Side.PRIMARY, arguments[0]);
        Etcd standby = connect(Side.STANDBY, arguments[1])) {
      FullCompare compare = compare(link, prefix);
      for (int i = 0; i < wanted; i++) {
        if (i % ANEW_EACH == 0) {
          compare = compare(link, prefix);
        }
        CheckResult result = compare.run(primary, standby, i % DEEP_EACH == 0);
        if (result.isClean()) {
          clean++;
        } else {
          System.out.println(result);
          if (result instanceof CheckResult.Unknown) {
            unknown++;
          } else {
            drift++;
          }
        }
      }
    }
    System.out.println("clean=" + clean + " drift=" + drift + " unknown=" + unknown);
  }

  private static Etcd connect(Side side, String url) {
    ClusterAddress address =
        new ClusterAddress(side, List.of(URI.create(url)), Optional.empty(), Optional.empty());
    return new JetcdConnector(address, TIMEOUT).connect();
  }

  /** Everything below the prefix is in, as the tests with real etcds run the program. */
  private static FullCompare compare(String link, String prefix) {
    ScopeRules rules =
        new ScopeRules(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(prefix), List.of());
    return new FullCompare(
        LinkKeys.of(link),
        KubernetesScope.of(rules, prefix),
        128,
        Pace.SWIFT,
        new Answers(new SystemClock(), TIMEOUT));
  }
}
