package dev.etcdsync.model;

import java.util.Optional;

/** How an object on the standby departs from the primary's, whose value is another one. */
public sealed interface Departure {
  /**
   * Only in what a cluster's own controllers keep of it, its status above all: the standby's are
   * doing their work, and the primary's next change overwrites it.
   */
  record OfStatus() implements Departure {}

  /**
   * In what people and programs asked for, or nobody can tell.
   *
   * @param writer what wrote it last on the standby and not on the primary, as the object says;
   *     empty if it does not say
   */
  record OfContent(Optional<String> writer) implements Departure {}
}
