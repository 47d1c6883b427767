/**
 * A world in which the engine runs without network, threads or real time: two etcds with the
 * semantics of the real ones, a clock, and whatever may go wrong between them, all of it decided by
 * one seed. The same seed gives the same run, event by event.
 */
package dev.etcdsync.simulation;
