/**
 * What Kubernetes keeps in etcd: keys as objects, the metadata of stored values, and which of it
 * belongs into a standby.
 *
 * <p>Values are read without Kubernetes' own classes, from the field numbers and names that its
 * sources give, and only as far as needed: nothing here holds, prints or repeats what an object
 * contains beyond its metadata and what it refers to (invariant 7). Whatever bytes a value has, it
 * is read or said to be unreadable; nothing here throws on account of a key or a value.
 *
 * <p>{@link dev.etcdsync.kube.ScopeTable} decides about scope, from the user's rules and the table
 * in the resource {@code scope-table.txt}. Nothing here talks to anything, or keeps more than
 * answers that stay the same.
 */
package dev.etcdsync.kube;
