package dev.etcdsync.etcd;

import dev.etcdsync.model.KeyMeta;
import java.util.List;

/**
 * A part of a listing.
 *
 * @param revision the revision that was listed
 * @param more whether the range holds further keys
 * @param total keys in the range that was asked for, this page's and those after it
 */
public record Page(List<KeyMeta> keys, long revision, boolean more, long total) {}
