package dev.etcdsync.survey;

import java.util.List;

/**
 * What there is of a resource.
 *
 * @param storedAs group and resource as they stand in keys
 * @param api the name that the API has for it; empty for keys that have not the form of an object's
 * @param keys of this resource, which are in, out or held
 * @param reasons the most frequent ones, the first the most frequent
 * @param otherwise keys that have other reasons
 */
public record ResourceCount(
    String storedAs,
    String api,
    long keys,
    long in,
    long out,
    long held,
    List<Reason> reasons,
    long otherwise) {
  public ResourceCount {
    reasons = List.copyOf(reasons);
  }
}
