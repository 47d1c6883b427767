/**
 * The words of the product: keys, values, revisions, transactions, checkpoints, findings.
 *
 * <p>Only the JDK may be used here, and nothing here talks to anything: every type is a value, or
 * the clock through which the rest of the program tells time and waits.
 */
package dev.etcdsync.model;
