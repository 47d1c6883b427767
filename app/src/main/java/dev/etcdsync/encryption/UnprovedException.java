package dev.etcdsync.encryption;

import dev.etcdsync.model.Finding;

/** The standby's apiserver cannot read what would be written next; nothing of it is written. */
public final class UnprovedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Finding finding;

  UnprovedException(Finding finding) {
    super(finding.sentence());
    this.finding = finding;
  }

  public Finding finding() {
    return finding;
  }
}
