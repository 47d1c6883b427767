package dev.etcdsync.kube;

import dev.etcdsync.model.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who has written an object, as its {@code metadata.managedFields} says. */
public final class Writers {
  private Writers() {}

  /** Who wrote it last; empty if it does not say. */
  public static Optional<FieldManager> last(Value value) {
    return latest(of(value));
  }

  /** Who wrote it last on the standby of those whose entry the primary does not have alike. */
  public static Optional<FieldManager> lastOnStandby(Value onPrimary, Value onStandby) {
    List<FieldManager> theirs = new ArrayList<>(of(onStandby));
    theirs.removeAll(of(onPrimary));
    return latest(theirs);
  }

  private static Optional<FieldManager> latest(List<FieldManager> managers) {
    return managers.stream()
        .max(Comparator.comparing(manager -> manager.time().orElse(Instant.MIN)));
  }

  private static List<FieldManager> of(Value value) {
    return StoredValue.read(value) instanceof StoredValue.Plain plain
        ? plain.meta().managers()
        : List.of();
  }
}
