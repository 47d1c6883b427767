package dev.etcdsync.lease;

/** Which Lease; as text {@code namespace/name}. */
public record LeaseName(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
