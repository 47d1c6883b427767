package dev.etcdsync.survey;

import java.util.List;

/**
 * What the primary's etcd holds at a revision.
 *
 * @param resources in the order of their names as stored
 * @param dangling in key order
 * @param unexamined objects beyond those, whose owners were not looked for because they are too
 *     many
 * @param unreadable objects that may be in scope and whose owners cannot be told: they are
 *     encrypted, or written in a way that is not read
 */
public record SurveyResult(
    long revision,
    List<ResourceCount> resources,
    List<Dangling> dangling,
    long unexamined,
    List<LostNamespace> namespaces,
    long unreadable) {
  public SurveyResult {
    resources = List.copyOf(resources);
    dangling = List.copyOf(dangling);
    namespaces = List.copyOf(namespaces);
  }
}
