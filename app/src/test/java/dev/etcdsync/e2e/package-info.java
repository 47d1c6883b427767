/**
 * The whole way between two Kubernetes clusters in kind, as operators go it: the image, the chart
 * and the plugin's form, `kubectl` and `helm`, from the installation to the failback.
 *
 * <p>Only what needs an installation by Helm on a node belongs here, and what is typed is what
 * docs/drill.md has. What the program does between two clusters, however it was started, belongs to
 * {@link dev.etcdsync.kind}, whose clusters this uses. Nothing of the program's own code is used.
 */
package dev.etcdsync.e2e;
