package dev.etcdsync.model;

/** A key with its value. Revisions are those of the etcd it was read from. */
public record KeyValue(Key key, Value value, long createRevision, long modRevision) {
  /** What the pair weighs in a request, in bytes, without the request's own framing. */
  public int size() {
    return key.length() + value.size();
  }
}
