/**
 * Tests of the program as a process, between real etcds and under real faults.
 *
 * <p>Nothing here uses the program's own classes: it is started as a child, its logs and exit codes
 * are read, and a {@link dev.etcdsync.real.Judge} of its own replays what etcdctl recorded on both
 * sides.
 */
package dev.etcdsync.real;
