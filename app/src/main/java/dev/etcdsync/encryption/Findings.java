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
        "The standby's apiserver cannot read %s that are encrypted with %s and the key \"%s\": %s, when %s was tried as the primary has it; what stood there before stands there again, and nothing more is written, because one value that cannot be read breaks every list of %s; give the standby's EncryptionConfiguration that key, under the same name and with the same secret, and let its apiserver load it; it is tried again by itself"
            .formatted(
                encryption.resource(),
                encryption.provider(),
                encryption.keyName(),
                why,
                tried,
                encryption.resource()));
  }

  static Finding noAnswer(Encryption encryption, String why) {
    return lasting(
        "The standby's apiserver cannot be asked whether it reads %s that are encrypted with %s and the key \"%s\": %s; nothing more is written, because one value that cannot be read breaks every list of %s; let it answer, correct --standby-kubeconfig, or give the proof up with --encryption-probe off; it is tried again by itself"
            .formatted(
                encryption.resource(),
                encryption.provider(),
                encryption.keyName(),
                why,
                encryption.resource()));
  }

  static Finding another(Encryption encryption, Key tried) {
    return lasting(
        "The apiserver that was given is not the standby's: it does not see %s as it stands in the standby's etcd, so it cannot prove that %s encrypted with %s and the key \"%s\" can be read there; nothing more is written; correct --standby-kubeconfig; it is tried again by itself"
            .formatted(tried, encryption.resource(), encryption.provider(), encryption.keyName()));
  }

  private static Finding lasting(String sentence) {
    return new Finding(Guard.ENCRYPTION, sentence, Optional.empty());
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
        "The primary's %s are encrypted with %s and the key \"%s\", and none of the standby's own is: %s; nobody could ask the standby's apiserver, and nothing more is written, because one value that it cannot read breaks every list of %s; name it with --standby-kubeconfig, or, if the standby has that very key, confirm it"
            .formatted(
                encryption.resource(),
                encryption.provider(),
                encryption.keyName(),
                present,
                encryption.resource()),
        Optional.of(token));
  }
}
