package dev.etcdsync.cli;

import dev.etcdsync.config.CheckSettings;
import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.JetcdConnector;
import dev.etcdsync.etcd.MemberPage;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.kube.KubernetesScope;
import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.SystemClock;
import dev.etcdsync.preflight.Inspection;
import dev.etcdsync.preflight.Report;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at both etcds once, before a link is set up. */
record BothEtcds(CheckSettings settings) {

  PreflightCode show(Output output, PrintWriter out) {
    SystemClock clock = new SystemClock();
    Duration timeout = settings.timing().requestTimeout();
    KubernetesScope scope =
        KubernetesScope.of(settings.scope().rules(), settings.scope().keyPrefix());
    try (Etcd primary = new JetcdConnector(settings.primary(), timeout).connect();
        Etcd standby = new JetcdConnector(settings.standby(), timeout).connect()) {
      Inspection inspection =
          new Inspection(
              primary,
              standby,
              LinkKeys.of(settings.link()),
              scope,
              StandbyApiserver.reader(settings.encryption(), settings.scope(), settings.timing()),
              new Answers(clock, timeout),
              clock);
      for (ClusterAddress address : List.of(settings.primary(), settings.standby())) {
        askEach(inspection, address, timeout, clock);
        inspection.certificates(address, clock);
      }
      Report report = inspection.report();
      new PreflightView(report).print(output, out);
      return report.isFailed() ? PreflightCode.FAILED : PreflightCode.READY;
    }
  }

  private static void askEach(
      Inspection inspection, ClusterAddress address, Duration timeout, SystemClock clock) {
    for (URI endpoint : address.endpoints()) {
      ClusterAddress alone =
          new ClusterAddress(
              address.side(), List.of(endpoint), address.tls(), address.credentials());
      try (Etcd etcd = new JetcdConnector(alone, timeout).connect()) {
        Map<String, Etcd> one = new LinkedHashMap<>();
        one.put(endpoint.toString(), etcd);
        inspection.endpoints(address.side(), one);
        inspection.page(
            address,
            endpoint.toString(),
            MemberPage.read(address, endpoint, timeout, clock),
            clock);
      }
    }
  }
}
