package dev.etcdsync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.config.LeaseSettings;
import dev.etcdsync.lease.LeaseName;
import dev.etcdsync.model.InvalidSetting;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaseChoiceTest {
  private static final Optional<Access> WAY =
      Optional.of(new Access.Kubeconfig(Path.of("kubeconfig")));
  private static final LeaseChoice POD = new LeaseChoice(WAY, Optional.of("cpaas-system"));
  private static final LeaseChoice WITH_A_FILE = new LeaseChoice(WAY, Optional.empty());
  private static final LeaseChoice NOWHERE = new LeaseChoice(Optional.empty(), Optional.empty());

  private static LeaseSettings by(String name) {
    return new LeaseSettings.By(Optional.empty(), name);
  }

  @Test
  void inAPodReplicasElectALeaderUnasked() {
    LeaseSettings unasked = new LeaseSettings.AsThePlaceIs();
    assertThat(POD.of(unasked)).contains(new LeaseName("cpaas-system", "etcd-sync-mirror"));
    assertThat(WITH_A_FILE.of(unasked)).isEmpty();
    assertThat(NOWHERE.of(unasked)).isEmpty();
  }

  @Test
  void offIsOffEverywhere() {
    assertThat(POD.of(new LeaseSettings.Off())).isEmpty();
    assertThat(NOWHERE.of(new LeaseSettings.Off())).isEmpty();
  }

  @Test
  void aNamespaceThatIsNotGivenIsThePods() {
    assertThat(POD.of(by("l"))).contains(new LeaseName("cpaas-system", "l"));
    assertThat(WITH_A_FILE.of(new LeaseSettings.By(Optional.of("ns"), "l")))
        .contains(new LeaseName("ns", "l"));
    assertThatThrownBy(() -> WITH_A_FILE.of(by("l")))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("\"l\" has no namespace, and this is no pod: write it like");
  }

  @Test
  void aLeaseNeedsAnApiserver() {
    assertThatThrownBy(() -> NOWHERE.of(by("l")))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("give --standby-kubeconfig, or lease off");
  }

  @Test
  void aPodsNameIsFoundInItsEnvironment() {
    assertThat(Access.podName(Map.of("HOSTNAME", "laptop"))).isEmpty();
    Map<String, String> pod = Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "HOSTNAME", "a-1");
    assertThat(Access.podName(pod)).contains("a-1");
    assertThat(
            Access.podName(
                Map.of(
                    "KUBERNETES_SERVICE_HOST",
                    "10.0.0.1",
                    "HOSTNAME",
                    "node-3",
                    "POD_NAME",
                    "a-1")))
        .contains("a-1");
  }
}
