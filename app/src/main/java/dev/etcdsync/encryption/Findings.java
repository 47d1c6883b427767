package dev.etcdsync.encryption;

import dev.etcdsync.model.Encryption;
import dev.etcdsync.model.Finding;
import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.Token;
import java.util.Optional;

/** What this package finds, in words. */
final class Findings {
  private Findings() {}

  static Finding unreadable(Encryption encryption, Key tried, String why) {
    return lasting(
        "The standby's apiserver cannot read "
            + kind(encryption)
            + ": "
            + why
            + ", when "
            + tried
            + " was tried as the primary has it; what stood there before stands there again, and "
            + because(encryption)
            + "; give the standby's EncryptionConfiguration that key, under the same name and with"
            + " the same secret, and let its apiserver load it; it is tried again by itself");
  }

  static Finding noAnswer(Encryption encryption, String why) {
    return lasting(
        "The standby's apiserver cannot be asked whether it reads "
            + kind(encryption)
            + ": "
            + why
            + "; "
            + because(encryption)
            + "; let it answer, correct --standby-kubeconfig, or give the proof up with"
            + " --encryption-probe off; it is tried again by itself");
  }

  static Finding another(Encryption encryption, Key tried) {
    return lasting(
        "The apiserver that was given does not see "
            + tried
            + " as it stands in the standby's etcd, so it is not the standby's, and cannot prove"
            + " that the standby reads "
            + kind(encryption)
            + "; "
            + because(encryption)
            + "; correct --standby-kubeconfig; it is tried again by itself");
  }

  /** By names, which an operator may know better. */
  static Finding otherNames(Encryption encryption, String present) {
    String token =
        Token.of(Guard.ENCRYPTION)
            .with(encryption.folder())
            .with(encryption.provider())
            .with(encryption.keyName())
            .text();
    return new Finding(
        Guard.ENCRYPTION,
        "The primary has "
            + kind(encryption)
            + ", and of the standby's own none is encrypted so ("
            + present
            + "); its apiserver could not be asked, and "
            + because(encryption)
            + "; name it with --standby-kubeconfig, or, if the standby has that very key, confirm"
            + " it",
        Optional.of(token));
  }

  private static Finding lasting(String sentence) {
    return new Finding(Guard.ENCRYPTION, sentence, Optional.empty());
  }

  private static String kind(Encryption encryption) {
    return "%s that are encrypted with %s and the key \"%s\""
        .formatted(encryption.resource(), encryption.provider(), encryption.keyName());
  }

  private static String because(Encryption encryption) {
    return "nothing more is written, because one value that it cannot read breaks every list of "
        + encryption.resource();
  }
}
