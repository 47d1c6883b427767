# shellcheck shell=bash
# Gives your own bash the clusters of up.sh: kubectl, etcdctl, kind and docker as up.sh uses them, and KUBECONFIG.
#   . scripts/kind/env.sh && kubectl --context kind-standby get nodes
# The scripts beside it source it too.

KIND_HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# What is slow to make, and the data of an engine of our own. Kept between runs.
KIND_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/etcd-sync/kind
# Sockets, pid files and logs of an engine of our own, from its start to `down.sh --all`.
KIND_RUN=/run/etcd-sync-engine
# What up.sh writes about the clusters.
KIND_DIR=$(cd -- "$KIND_HERE/../.." && pwd)/.kind

export KUBECONFIG=$KIND_DIR/primary.kubeconfig:$KIND_DIR/standby.kubeconfig
case :$PATH: in
    *":$KIND_CACHE/bin:"*) ;;
    *) export PATH=$KIND_CACHE/bin:$PATH ;;
esac
if [ -e "$KIND_RUN" ]; then
    # They would lead to another engine.
    unset DOCKER_CONTEXT DOCKER_TLS_VERIFY
    export DOCKER_HOST=unix://$KIND_RUN/docker.sock
fi
