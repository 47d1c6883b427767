/**
 * Benchmarks of the program as a process, between two real etcds; scripts/bench.sh runs them, and
 * no test does.
 *
 * <p>Nothing here uses the program's own classes: it is started as a child, and what it has done is
 * read from the etcds.
 */
package dev.etcdsync.bench;
