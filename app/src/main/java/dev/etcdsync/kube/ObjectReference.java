package dev.etcdsync.kube;

/**
 * Another object that an object names.
 *
 * @param kind as the reference says it, or as it can only be
 * @param key where the other object is stored, if it is there
 * @param uid empty if it is not said
 */
public record ObjectReference(String kind, ObjectKey key, String uid) {}
