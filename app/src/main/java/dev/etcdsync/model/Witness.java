package dev.etcdsync.model;

/**
 * An in-scope event that the standby holds: proof that the primary's history is still the one that
 * was followed. A cluster id proves nothing, since a data directory made anew under the same name
 * has the same one.
 *
 * @param last whether no later event in scope lies between it and the checkpoint. A listing shows
 *     the latest put, but not the deletions since.
 */
public record Witness(Key key, long revision, boolean last) {}
