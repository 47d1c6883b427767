package dev.etcdsync.fence;

import dev.etcdsync.model.Guard;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;

/**
 * The keys that a link owns in the standby's etcd.
 *
 * @param root the prefix of all of them
 */
public record LinkKeys(Key root) {
  /** Under this prefix lie the keys of every link. */
  public static final Key ALL_LINKS = Key.of("/etcd-sync/");

  public static LinkKeys of(String link) {
    return new LinkKeys(ALL_LINKS.append(link + "/"));
  }

  public KeyRange range() {
    return KeyRange.prefix(root);
  }

  public Key fence() {
    return root.append("fence");
  }

  public Key checkpoint() {
    return root.append("checkpoint");
  }

  /** Put by every copy transaction, so that the standby's watch can tell it from a foreign one. */
  public Key mark() {
    return root.append("mark");
  }

  /** The scope that the standby's keys belong to. */
  public Key scope() {
    return root.append("scope");
  }

  /** How far the link's promotion has come; while it is there nobody else may claim the link. */
  public Key promotion() {
    return root.append("promotion");
  }

  /** The link's name, as users give it. */
  public String name() {
    String text = root.without(ALL_LINKS).toString();
    return text.substring(0, text.length() - 1);
  }

  /** Says which object is being tried on the standby's apiserver; absent while none is. */
  public Key probe() {
    return root.append("probe");
  }

  /** The value that stood where an object is being tried; absent if none did. */
  public Key beforeProbe() {
    return root.append("before-probe");
  }

  /** Up to where a leader has compared both sides. */
  public Key verified() {
    return root.append("verified");
  }

  public Key status() {
    return root.append("status");
  }

  /** Under this prefix the known local surplus lies, by its own key. */
  public Key surplus() {
    return root.append("surplus/");
  }

  public Key surplus(Key local) {
    return surplus().append(local);
  }

  /** Under this prefix lies what is held, by its own key. */
  public Key held() {
    return root.append("held/");
  }

  public Key held(Key key) {
    return held().append(key);
  }

  /** What {@code etcd-sync heal} asks of the leader. */
  public Key healRequest() {
    return root.append("request/heal");
  }

  /** Put by whoever wants the leader to compare everything now. */
  public Key verifyRequest() {
    return root.append("request/verify");
  }

  public Key confirmation(Guard guard) {
    return root.append("request/confirm-" + guard.label());
  }
}
