package dev.etcdsync.events;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.apiserver.DedicatedClient;
import dev.etcdsync.lease.LeaseName;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;

/**
 * Events of the core group on the Lease, beside it in its namespace, where an apiserver wants them.
 */
final class ApiserverEvents implements EventStore {
  private static final String COMPONENT = "etcd-sync";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final DedicatedClient client;
  private final LeaseName lease;
  private final String identity;

  ApiserverEvents(Access access, LeaseName lease, String identity) {
    this.client = new DedicatedClient(access, TIMEOUT);
    this.lease = lease;
    this.identity = identity;
  }

  @Override
  public String create(News news, Instant time) {
    return asked(
        "create",
        open -> {
          Event event = event(news, time, uid(open));
          open.v1().events().inNamespace(lease.namespace()).resource(event).create();
          return event.getMetadata().getName();
        });
  }

  /** By it, and not by the name alone, kubectl finds the Events of an object. */
  private Optional<String> uid(KubernetesClient open) {
    return Optional.ofNullable(
            open.leases().inNamespace(lease.namespace()).withName(lease.name()).get())
        .map(HasMetadata::getMetadata)
        .map(metadata -> metadata.getUid());
  }

  private Event event(News news, Instant time, Optional<String> uid) {
    ObjectReferenceBuilder involved =
        new ObjectReferenceBuilder()
            .withApiVersion("coordination.k8s.io/v1")
            .withKind("Lease")
            .withNamespace(lease.namespace())
            .withName(lease.name());
    uid.ifPresent(involved::withUid);
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(lease.namespace())
        .withName(lease.name() + "." + Long.toHexString(nanos(time)))
        .endMetadata()
        .withInvolvedObject(involved.build())
        .withType(news.reason().type().word())
        .withReason(news.reason().word())
        .withMessage(news.message())
        .withCount(1)
        .withFirstTimestamp(seconds(time))
        .withLastTimestamp(seconds(time))
        .withNewSource()
        .withComponent(COMPONENT)
        .endSource()
        .withReportingComponent(COMPONENT)
        .withReportingInstance(identity)
        .build();
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  @Override
  public void repeat(String name, int count, Instant time) {
    String change = "{\"count\":%d,\"lastTimestamp\":\"%s\"}".formatted(count, seconds(time));
    asked(
        "patch",
        open ->
            open.v1()
                .events()
                .inNamespace(lease.namespace())
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), change));
  }

  private <T> T asked(String verb, Function<KubernetesClient, T> question) {
    try {
      return question.apply(client.open());
    } catch (KubernetesClientException e) {
      throw new EventFailure(
          DedicatedClient.refusal(e, verb + " Events", lease.namespace()),
          Math.max(0, e.getCode()),
          e);
    } catch (RuntimeException e) {
      // Its message may repeat parts of a file that holds secrets.
      throw new EventFailure(
          "what was given to reach it with cannot be used, or its answer (%s)"
              .formatted(e.getClass().getSimpleName()),
          0,
          e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
