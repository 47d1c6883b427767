package dev.etcdsync.preflight;

import dev.etcdsync.guard.Ownership;

/** What the guard over ownership has seen, as a line. */
final class OwnershipLine {
  private static final String ABOUT = "ownership";

  private OwnershipLine() {}

  static Line of(Ownership.Look look) {
    if (!look.endangered().isEmpty()) {
      return Line.fail(
              ABOUT,
              "%,d objects that stay on the standby belong to objects that a copy would make others:"
                      .formatted(look.endangered().size())
                  + " the standby's garbage collector would delete them",
              "delete them, or give them other owners, or take these owners out of scope; run parks"
                  + " until then, or until it is confirmed")
          .with(
              look.endangered().stream().map(it -> it.dependent() + " of " + it.owner()).toList());
    }
    return look.unreadable() > 0
        ? Line.warn(
            ABOUT,
            "no owner on the standby would become another object; of %,d encrypted or unreadable"
                    .formatted(look.unreadable())
                + " objects it cannot be told",
            "look at those by hand")
        : Line.pass(ABOUT, "no copy would change the owner of what stays on the standby");
  }
}
