/**
 * Remembers for a while what was published of a link: how far the standby lagged, and what has
 * happened. On every replica alike, since each reads the same.
 *
 * <p>What must stay true here: memory is bounded, however long the process runs and whatever it is
 * told; what was not known leaves a gap and is never filled by a guess; time comes from the caller.
 *
 * <p>In the room may be what is shown of a link ({@code view}) and values ({@code model}), and
 * JSON. It reads no etcd, has no thread, and knows no HTTP; no value of a key ever comes here.
 */
package dev.etcdsync.history;
