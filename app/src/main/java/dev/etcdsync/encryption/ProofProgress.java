package dev.etcdsync.encryption;

import dev.etcdsync.model.Encryption;
import dev.etcdsync.model.Key;

/** Hears what was proved. Called on the engine's thread; must not block. */
public interface ProofProgress {
  /**
   * The standby's apiserver has read an object that is encrypted so.
   *
   * @param by the object
   */
  void proved(Encryption encryption, Key by);

  /**
   * Nobody could be asked: it is taken on trust.
   *
   * @param why a clause for people
   */
  void trusted(Encryption encryption, String why);

  /**
   * What was tried could not be read, or nobody knows: the standby has again what it had before.
   *
   * @param had whether something stood there; otherwise the object was deleted
   * @param modRevision the standby's, of what was tried
   */
  void restored(Key key, boolean had, long modRevision);

  /** A try of a process that has ended was taken back. */
  void takenBack(Key key);
}
