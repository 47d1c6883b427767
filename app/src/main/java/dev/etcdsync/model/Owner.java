package dev.etcdsync.model;

import java.util.List;

/**
 * An object that another one names as its owner, or cannot stand without for another reason.
 *
 * @param uid which object is meant, of all that ever had its name
 * @param places the keys that it may have
 */
public record Owner(String uid, List<Key> places) {
  public Owner {
    places = List.copyOf(places);
  }
}
