package dev.etcdsync.kube;

import java.time.Instant;
import java.util.Optional;

/**
 * Who has written some fields of an object, how and when; an entry of {@code
 * metadata.managedFields} without the fields.
 *
 * <p>Source: ManagedFieldsEntry in {@code k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto}:
 * manager 1, operation 2, time 4, subresource 8.
 *
 * @param name of the program, such as {@code kubectl} or {@code kube-controller-manager}
 * @param operation {@code Apply} or {@code Update}
 * @param time empty if there is none, or none that can be read
 * @param subresource such as {@code status}; empty for the object itself
 */
public record FieldManager(
    String name, String operation, Optional<Instant> time, String subresource) {
  /** Its name, fit for a terminal. */
  public String printable() {
    return GivenName.printable(name);
  }
}
