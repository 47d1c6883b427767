package dev.etcdsync.check;

import dev.etcdsync.model.Key;
import java.util.Optional;

/**
 * A key that is not as it should be, or is the standby's own.
 *
 * @param key the object's own key, also where it is held
 * @param held whether this is about the copy that is kept below the link's own keys
 * @param reason the likely reason, a clause for people; empty if nothing tells. Holds no value, and
 *     of an object only its owner's and its writers' names
 */
public record Found(Key key, boolean held, Optional<String> reason) {}
