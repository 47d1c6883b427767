/**
 * Answers operators' questions over plain HTTP, on every replica.
 *
 * <p>What must stay true here: nothing over HTTP changes anything; no value of a key is ever in an
 * answer; every answer says how old it is, and none is claimed to be newer than it is; whatever a
 * client does, or many of them, the memory and the work that it costs is bounded.
 *
 * <p>In the room may be Helidon's WebServer and Micrometer, which nobody else knows, what is shown
 * ({@code view}), what it was before ({@code history}), a comparison of its own ({@code check})
 * with connections of its own ({@code etcd}), and what the engine tells of itself ({@code
 * replicate.LinkMeter}, {@code LinkSettings}). It never steers the engine.
 */
package dev.etcdsync.monitor;
