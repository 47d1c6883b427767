package dev.etcdsync.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.lease.LeaseAnnotation.Outcome;
import org.junit.jupiter.api.Test;

class LeaseAnnotationTest {
  private static final String KEY = "etcdsync.dev/uninstall";

  private final MemoryLease lease = new MemoryLease();
  private final MemoryLease.Way way = lease.way();
  private final LeaseAnnotation annotation = new LeaseAnnotation(way, KEY);

  private void annotate(String value) {
    lease.edit(it -> it.editOrNewMetadata().addToAnnotations(KEY, value).endMetadata());
  }

  @Test
  void countsOnceAndLeavesTheHolder() {
    lease.hold("pod-0");
    annotate("anyway");
    assertThat(annotation.take("anyway")).isEqualTo(new Outcome.Taken());
    assertThat(lease.holder()).isEqualTo("pod-0");
    assertThat(annotation.take("anyway")).isEqualTo(new Outcome.Absent());
  }

  @Test
  void tellsAnotherWordFromNoLease() {
    assertThat(annotation.take("anyway")).isEqualTo(new Outcome.NoLease());
    annotate("later");
    assertThat(annotation.take("anyway")).isEqualTo(new Outcome.Absent());
  }

  @Test
  void isNotTakenWhereItCannotBeTakenAway() {
    annotate("anyway");
    way.refuseChanges(403);
    assertThat(annotation.take("anyway")).isEqualTo(new Outcome.NoAnswer("it answers HTTP 403"));
    way.refuseChanges(409);
    assertThat(annotation.take("anyway")).isInstanceOf(Outcome.NoAnswer.class);
  }
}
