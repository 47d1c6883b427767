package dev.etcdsync.real;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** What tests with real etcds share: they close what they opened, and show evidence on failure. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@ExtendWith(RealTest.Evidence.class)
abstract class RealTest {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Closes something after the test, the last first. */
  final <T extends AutoCloseable> T open(T resource) {
    open.push(resource);
    return resource;
  }

  final Rig start(Rig.Builder builder) {
    return open(builder.start());
  }

  /** Starts the program from one etcd to the other, with further options. */
  final Program replicate(RealCluster primary, RealCluster standby, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--link",
                Rig.LINK,
                "--primary",
                primary.endpoints(),
                "--standby",
                standby.endpoints()));
    arguments.addAll(List.of(more));
    return open(Program.start("program", arguments));
  }

  /** New certificates for this test. */
  final Certificates certificates() {
    return certificates("san=ip:127.0.0.1,dns:localhost");
  }

  final Certificates certificates(String serverNames) {
    Path folder = Folders.temporary("certificates");
    open(() -> Folders.delete(folder));
    return Certificates.in(folder, serverNames);
  }

  /** A seed for this run, printed; -Dtest.seed=… gives it again. */
  final long seed() {
    String given = System.getProperty("test.seed", "");
    long seed =
        given.isBlank() ? ThreadLocalRandom.current().nextLong(1_000_000) : Long.parseLong(given);
    System.out.println(getClass().getSimpleName() + ": -Dtest.seed=" + seed);
    return seed;
  }

  @AfterEach
  void closeAll() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  /** Prints the logs of all that was running when a test failed. */
  static final class Evidence implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure)
        throws Throwable {
      if (context.getRequiredTestInstance() instanceof RealTest test) {
        for (AutoCloseable resource : test.open) {
          if (resource instanceof Rig rig) {
            System.err.println(context.getDisplayName() + " failed:\n" + rig.evidence());
          }
        }
      }
      throw failure;
    }
  }
}
