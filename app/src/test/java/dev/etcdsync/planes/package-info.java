/**
 * Tests of the program between two real Kubernetes control planes: etcd, kube-apiserver and
 * kube-controller-manager as plain processes, without nodes.
 *
 * <p>What needs a kubelet, a network or a container does not belong here, but into {@link
 * dev.etcdsync.kind}, which uses the judges of this package. A single control plane is for whoever
 * has to ask a real apiserver. As in {@link dev.etcdsync.real}, whose processes and records this
 * uses, nothing of the program's own code is.
 */
package dev.etcdsync.planes;
