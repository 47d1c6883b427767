# shellcheck shell=bash disable=SC2034
# What the scripts for kind agree on: versions and networks. Sourced.

CLUSTERS=(primary standby)

KIND_VERSION=0.33.0
# One of the images that the release notes of that kind list. KIND_NODE_IMAGE names another one, on a mirror perhaps.
KINDEST_NODE=${KIND_NODE_IMAGE:-kindest/node:v1.34.11@sha256:44e222ee2132dab25ff87301682f89eb82c7880ea3a1bf543bfe9708fd08d67d}

# What a node image is built from where that one cannot be pulled. Its etcd is that of the tests (scripts/lib/tools.sh).
KUBERNETES_VERSION=1.34.4
# The two that kubeadm of that Kubernetes asks for; build-node-image.sh checks it.
COREDNS_VERSION=1.12.1
PAUSE_VERSION=3.10.1
DEBIAN_RELEASE=bookworm

# The network of the nodes in an engine of our own.
NODE_NETWORK=${KIND_NODE_NETWORK:-172.29.30.0/24}

pod_network() {
    case $1 in
        primary) echo 10.11.0.0/16 ;;
        standby) echo 10.12.0.0/16 ;;
    esac
}

# The service network of cluster $1; $2 is true if the standby's is to be the primary's.
service_network() {
    case $1-$2 in
        standby-false) echo 10.22.0.0/16 ;;
        *) echo 10.21.0.0/16 ;;
    esac
}

cluster_exists() {
    docker container inspect "$1-control-plane" >/dev/null 2>&1
}
