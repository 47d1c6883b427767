package dev.etcdsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.config.RunSettings;
import dev.etcdsync.config.Setting;
import dev.etcdsync.config.SettingSources;
import dev.etcdsync.config.SettingsReader;
import dev.etcdsync.lease.LeaseAnnotation.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where nothing can be asked but the standby's apiserver. */
class UninstallGateTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private GateCode show(Outcome word) {
    return show(
        word,
        Map.of(
            Setting.PRIMARY_ENDPOINTS,
            "https://127.0.0.1:1",
            Setting.STANDBY_ENDPOINTS,
            "https://127.0.0.1:2",
            Setting.of("standby.tls.ca").orElseThrow(),
            "/nowhere/ca.crt"));
  }

  private GateCode show(Outcome word, Map<Setting, String> given) {
    RunSettings settings =
        new SettingsReader(SettingSources.merge(given, Optional.empty(), Map.of())).forGate();
    return new UninstallGate(settings, () -> word, "the command")
        .show(new PrintWriter(out), new PrintWriter(err));
  }

  @Test
  void isOpenWhereNoReplicaHasEverRun() {
    assertThat(show(new Outcome.NoLease())).isEqualTo(GateCode.OPEN);
    assertThat(out.toString()).contains("no replica has ever run here", "/nowhere/ca.crt");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void doesNotTakeALeaseThatIsThereOrCannotBeSeenForNone() {
    assertThat(show(new Outcome.Absent())).isEqualTo(GateCode.COULD_NOT_TELL);
    assertThat(show(new Outcome.NoAnswer("it answers HTTP 403")))
        .isEqualTo(GateCode.COULD_NOT_TELL);
    assertThat(err.toString())
        .contains("do not uninstall now", "/nowhere/ca.crt", "it answers HTTP 403", "the command");
    assertThat(out.toString()).isEmpty();
  }

  /** It may have replicated, and somebody has deleted the Lease. */
  @Test
  void doesNotTakeAnEtcdThatIsAwayForAnInstallationThatHasNeverRun() {
    assertThat(
            show(
                new Outcome.NoLease(),
                Map.of(
                    Setting.PRIMARY_ENDPOINTS,
                    "http://127.0.0.1:1",
                    Setting.STANDBY_ENDPOINTS,
                    "http://127.0.0.1:2",
                    Setting.REQUEST_TIMEOUT,
                    "50ms")))
        .isEqualTo(GateCode.COULD_NOT_TELL);
    assertThat(err.toString()).contains("do not uninstall now");
  }

  @Test
  void isOpenWhereSomebodyWantsItSo() {
    assertThat(show(new Outcome.Taken())).isEqualTo(GateCode.OPEN);
    assertThat(out.toString()).contains("somebody wants it so").doesNotContain("/nowhere");
  }
}
