package dev.etcdsync.kind;

import java.util.List;

/** Whether both clusters give their Services addresses of one network. */
enum ServiceNetworks {
  TWO,
  ONE;

  /** What up.sh is told for it. */
  List<String> arguments() {
    return this == ONE ? List.of("--same-service-network") : List.of();
  }
}
