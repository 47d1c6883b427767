package dev.etcdsync.model;

/** A key as a listing without values shows it. Revisions are those of the etcd it was read from. */
public record KeyMeta(Key key, long createRevision, long modRevision) {}
