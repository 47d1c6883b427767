package dev.etcdsync.check;

import dev.etcdsync.model.KeyMeta;

/**
 * A key where it was listed.
 *
 * @param position in its listing: two that follow each other have no key between them
 */
record Place(KeyMeta meta, long position) {}
