package dev.etcdsync.model;

/** A condition of a transaction: the key's mod revision is exactly this; 0 means it is absent. */
public record Compare(Key key, long modRevision) {}
