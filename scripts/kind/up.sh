#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR
# Brings up two Kubernetes clusters in kind, primary and standby, and writes into .kind/ how to reach them and their
# etcds. Keeps those that are up, starts those that were stopped.
#   scripts/kind/up.sh [--same-service-network]      both clusters with one service network, as real pairs often have
# KIND_NODE_IMAGE: a node image to pull instead of kindest/node. KIND_NODE_NETWORK: the network of the nodes, where this
# starts an engine of its own (172.29.30.0/24 unless told).
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/env.sh"
. "$KIND_HERE/../lib/tools.sh"
. "$KIND_HERE/lib/settings.sh"
. "$KIND_HERE/lib/engine.sh"
. "$KIND_HERE/lib/kubernetes.sh"
. "$KIND_HERE/lib/node-image.sh"

same=false
for argument in "$@"; do
    case $argument in
        --same-service-network) same=true ;;
        *)
            say "usage: scripts/kind/up.sh [--same-service-network], not \"$argument\"."
            exit 2
            ;;
    esac
done

main() {
    local name
    lock_kind
    require_engine
    TOOLS_CACHE=$KIND_CACHE build_once kind "$KIND_VERSION" build_kind
    check_service_networks
    # What is up goes on with the image that it has.
    if ! cluster_is_whole primary || ! cluster_is_whole standby; then
        require_node_image
    fi
    link_commands
    prepare_folder
    with_progress "Bringing up ${CLUSTERS[0]} and ${CLUSTERS[1]}" bring_up
    for name in "${CLUSTERS[@]}"; do report "$name"; done
    say "For kubectl, etcdctl, kind and docker: . scripts/kind/env.sh"
}

# A cluster keeps the service network that it was made with.
check_service_networks() {
    local name is wanted
    for name in "${CLUSTERS[@]}"; do
        cluster_is_whole "$name" || continue
        is=$(of_kubeadm "$name" serviceSubnet)
        wanted=$(service_network "$name" "$same")
        if [ "$is" != "$wanted" ]; then
            say "The cluster $name exists with the service network $is instead of $wanted: run scripts/kind/down.sh first, or up.sh with the same arguments as before."
            return 1
        fi
    done
}

# A field of the configuration with which kubeadm made cluster $1, also while it is stopped.
of_kubeadm() {
    docker cp "$1-control-plane:/kind/kubeadm.conf" - | tar -xO | sed -nE "s/^ *$2: *\"?([^\" ]+).*/\1/p" | head -n 1
}

# What env.sh puts on PATH.
link_commands() {
    local file
    for file in "$KIND_CACHE/kind/$KIND_VERSION/bin/kind" "$KIND_CACHE/kubernetes/$KUBERNETES_VERSION/bin/kubectl" \
        "$TOOLS_CACHE/etcd/$ETCD_36_VERSION/bin"/etcd{ctl,utl}; do
        [ ! -x "$file" ] || ln -sf "$file" "$KIND_CACHE/bin/"
    done
    hash -r
}

prepare_folder() {
    local name
    for name in "${CLUSTERS[@]}"; do mkdir -p "$KIND_DIR/$name/etcd"; done
    # It holds keys: nobody else reads it, and git does not see it.
    chmod 700 "$KIND_DIR"
    echo '*' >"$KIND_DIR/.gitignore"
}

bring_up() {
    local name i failed=0
    jobs=()
    trap 'stop_jobs; exit 130' INT
    trap 'stop_jobs; exit 143' TERM
    # Each in a process group, so that an interrupt can end what it runs.
    set -m
    for name in "${CLUSTERS[@]}"; do
        bring_up_one "$name" >"$KIND_DIR/$name/up.log" 2>&1 </dev/null &
        jobs+=("$!")
    done
    set +m
    for ((i = 0; i < ${#CLUSTERS[@]}; i++)); do
        if ! wait "${jobs[i]}"; then
            failed=1
            echo "Cluster ${CLUSTERS[i]}; all of it is in $KIND_DIR/${CLUSTERS[i]}/up.log:"
            # kind shows all of kubeadm's output, and why it failed somewhere above its end.
            grep -E '^(ERROR|error):|is not healthy' "$KIND_DIR/${CLUSTERS[i]}/up.log" \
                || tail -n 9 "$KIND_DIR/${CLUSTERS[i]}/up.log"
        fi
    done
    return "$failed"
}

stop_jobs() {
    local job
    for job in "${jobs[@]}"; do kill -TERM -- "-$job" 2>/dev/null || true; done
}

bring_up_one() {
    local name=$1 node=$1-control-plane kubeconfig=$KIND_DIR/$1.kubeconfig file
    if cluster_is_whole "$name"; then
        start_node "$name" && kind export kubeconfig --name "$name" --kubeconfig "$kubeconfig" || return 1
    else
        # Half of one may be left from an interrupted run.
        ! cluster_exists "$name" || kind delete cluster --name "$name" --kubeconfig "$kubeconfig" || return 1
        kind_configuration "$name" >"$KIND_DIR/$name/kind.yaml"
        kind create cluster --name "$name" --kubeconfig "$kubeconfig" --config "$KIND_DIR/$name/kind.yaml" || return 1
        # Not with the engine, but by start_node.
        ! is_built "$NODE_IMAGE" || docker update --restart=no "$node" || return 1
        docker exec "$node" touch /kind/whole || return 1
    fi
    wait_until_ready "$node" || return 1
    for file in ca.crt ca.key healthcheck-client.crt healthcheck-client.key; do
        docker cp "$node:/etc/kubernetes/pki/etcd/$file" "$KIND_DIR/$name/etcd/$file" || return 1
    done
    chmod 600 "$KIND_DIR/$name/etcd"/*.key && write_etcd_env "$name"
}

# Whether kind has made all of cluster $1; also while it is stopped.
cluster_is_whole() {
    docker cp "$1-control-plane:/kind/whole" - >/dev/null 2>&1
}

# Starts a node that was stopped or paused. Certificates and etcd's member list hold its address; the engine would give
# addresses in the order of start. (A pulled image copes with that by itself.)
start_node() {
    local node=$1-control-plane image address
    case $(docker container inspect -f '{{.State.Status}}' "$node") in
        running) return 0 ;;
        paused) docker unpause "$node" && return 0 ;;
    esac
    image=$(docker container inspect -f '{{.Config.Image}}' "$node") || return 1
    if is_built "$image"; then
        address=$(of_kubeadm "$1" advertiseAddress)
        docker network disconnect kind "$node" || true
        docker network connect --ip "$address" kind "$node" || return 1
    fi
    docker start "$node"
}

node_address() {
    docker container inspect -f '{{.NetworkSettings.Networks.kind.IPAddress}}' "$1"
}

wait_until_ready() {
    local kubectl=(docker exec "$1" kubectl --kubeconfig /etc/kubernetes/admin.conf) i
    for ((i = 0; i < 120; i++)); do
        ! "${kubectl[@]}" get --raw /readyz >/dev/null 2>&1 || break
        sleep 1
    done
    # Not kind's own --wait, which polls without a pause.
    "${kubectl[@]}" wait --for=condition=Ready node --all --timeout=180s \
        && "${kubectl[@]}" -n kube-system rollout status deployment/coredns --timeout=180s
}

kind_configuration() {
    cat <<YAML
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
networking:
  podSubnet: $(pod_network "$1")
  serviceSubnet: $(service_network "$1" "$same")
YAML
    if is_built "$NODE_IMAGE"; then
        cat <<YAML
  disableDefaultCNI: true # the image has its own
kubeadmConfigPatches:
- |
  kind: ClusterConfiguration
  etcd:
    local:
      imageTag: $ETCD_36_VERSION-0
YAML
    fi
    cat <<YAML
nodes:
- role: control-plane
  image: $NODE_IMAGE
  extraPortMappings:
  - {containerPort: 2379, listenAddress: 127.0.0.1} # etcd, at a free port
YAML
}

write_etcd_env() {
    local port folder=$KIND_DIR/$1/etcd
    port=$(docker port "$1-control-plane" 2379/tcp) || return 1
    cat >"$folder/env" <<ENV
# For bash: (set -a; . this file; etcdctl get /registry/ --prefix --keys-only)
ETCDCTL_ENDPOINTS=https://127.0.0.1:${port##*:}
ETCDCTL_CACERT='$folder/ca.crt'
ETCDCTL_CERT='$folder/healthcheck-client.crt'
ETCDCTL_KEY='$folder/healthcheck-client.key'
# The same etcd for pods of either cluster.
ETCD_FROM_PODS=https://$(node_address "$1-control-plane"):2379
ENV
}

report() {
    (
        # shellcheck source=/dev/null
        . "$KIND_DIR/$1/etcd/env"
        printf '%s  etcd %s, from pods %s  services %s  .kind/%s.kubeconfig\n' \
            "$1" "$ETCDCTL_ENDPOINTS" "$ETCD_FROM_PODS" "$(service_network "$1" "$same")" "$1"
    )
}

main
