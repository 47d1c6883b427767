/**
 * Tests of the program between two Kubernetes clusters in kind: real nodes with kubelets, and every
 * controller of a kubeadm cluster.
 *
 * <p>Only what needs a node belongs here: two clusters take most of a minute to come up. What needs
 * no more than control planes belongs to {@link dev.etcdsync.planes}, whose judges this uses. As
 * there, nothing of the program's own code is used.
 */
package dev.etcdsync.kind;
