/**
 * The command line: the only place that puts the parts together.
 *
 * <p>Bad input is told in one sentence and ends with exit code 2; what a person wants to read goes
 * to standard output, what happened to standard error, one line per event.
 */
package dev.etcdsync.cli;
