package dev.etcdsync.survey;

/**
 * A namespace of which objects are in scope, and the Namespace itself is not.
 *
 * @param keys so many are in scope, those that are held included
 * @param why the Namespace is not there
 */
public record LostNamespace(String namespace, long keys, String why) {}
