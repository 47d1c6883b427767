package dev.etcdsync.model;

import java.util.List;

/** A transaction: if every compare holds then {@code then}, otherwise {@code otherwise}. */
public record Txn(List<Compare> compares, List<Op> then, List<Op> otherwise) {
  public Txn {
    compares = List.copyOf(compares);
    then = List.copyOf(then);
    otherwise = List.copyOf(otherwise);
  }
}
