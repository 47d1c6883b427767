package dev.etcdsync.kube;

/**
 * A resource as the API names it, wherever it is stored.
 *
 * @param group empty for the core group
 * @param resource plural, such as {@code deployments}
 */
public record ApiResource(String group, String resource) {

  /** {@code group/resource}, or {@code resource} in the core group. */
  @Override
  public String toString() {
    return group.isEmpty() ? resource : group + "/" + resource;
  }
}
