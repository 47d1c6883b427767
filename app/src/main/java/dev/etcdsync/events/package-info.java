/**
 * Tells of what happens to the link by Kubernetes Events on the Lease, for whoever looks there with
 * {@code kubectl describe lease}.
 *
 * <p>What must stay true here: the engine never waits for an Event; what waits to be told is
 * bounded, and so is how often the apiserver is asked; no value of a key is ever in one. An Event
 * that cannot be written is lost, and nothing else comes of that.
 *
 * <p>In the room may be fabric8 and the way to an apiserver, what the engine tells of itself
 * ({@code replicate.LinkMeter}), and the Lease's name. It never steers the engine.
 */
package dev.etcdsync.events;
