package dev.etcdsync.planes;

import java.util.Locale;

/** How the names of owners sort beside the names of what they own. */
enum NameOrder {
  OWNERS_FIRST,
  OWNERS_LAST,
  MIXED;

  /** A name for the object number so-and-so of a level; what owns it is a level above. */
  String name(int level, int number) {
    int letter =
        switch (this) {
          case OWNERS_FIRST -> level;
          case OWNERS_LAST -> 25 - level;
          case MIXED -> (17 * level + 11 * number) % 26;
        };
    return (char) ('a' + letter) + "-" + level + "-" + number;
  }

  /** How its namespaces' names begin. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
