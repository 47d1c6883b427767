# shellcheck shell=bash
# The image of kind's nodes: pulled, or built where it cannot be pulled. Sourced after tools.sh, settings.sh, engine.sh,
# kubernetes.sh.
#
#   require_node_image     sets NODE_IMAGE to an image that the engine has
#   is_built IMAGE         whether that image is one of ours

BUILT_IMAGE=etcd-sync/kind-node

# The tag follows everything that the image is made from: a changed version or file makes a new image.
built_image() {
    local hash versions="$KUBERNETES_VERSION $COREDNS_VERSION $PAUSE_VERSION $DEBIAN_RELEASE $ETCD_36_VERSION"
    hash=$(cat "$KIND_HERE/lib/build-node-image.sh" "$KIND_HERE"/node/* - <<<"$versions" | cksum)
    printf '%s:v%s-%s' "$BUILT_IMAGE" "$KUBERNETES_VERSION" "${hash%% *}"
}

is_built() { [[ $1 == "$BUILT_IMAGE":* ]]; }

engine_has() { docker image inspect "$1" >/dev/null 2>&1; }

require_node_image() {
    NODE_IMAGE=$KINDEST_NODE
    ! engine_has "$NODE_IMAGE" || return 0
    NODE_IMAGE=$(built_image)
    ! engine_has "$NODE_IMAGE" || return 0
    if with_progress "Pulling ${KINDEST_NODE%@*}" docker pull -q "$KINDEST_NODE"; then
        NODE_IMAGE=$KINDEST_NODE
        return 0
    fi
    if [ "$(uname)" != Linux ] || [ "$(id -u)" -ne 0 ]; then
        say "The image ${KINDEST_NODE%@*} cannot be pulled: let KIND_NODE_IMAGE name it on a registry that you reach, or, on Debian, run this as root: it then builds one from packages."
        return 1
    fi
    say "It is built here instead, from packages."
    require_packages debootstrap:debootstrap ctr:containerd || return 1
    build_once etcd "$ETCD_36_VERSION" build_etcd || return 1
    # shellcheck disable=SC2034 # where build_once puts what it builds
    local TOOLS_CACHE=$KIND_CACHE
    build_once pause "$PAUSE_VERSION" build_pause || return 1
    build_once coredns "$COREDNS_VERSION" build_coredns || return 1
    [ -d "$KIND_CACHE/kubernetes/$KUBERNETES_VERSION" ] \
        || say "Kubernetes takes some 20 minutes of two cores, only this time."
    build_once kubernetes "$KUBERNETES_VERSION" build_kubernetes || return 1
    with_progress "Building the node image" "$KIND_HERE/lib/build-node-image.sh" "$NODE_IMAGE"
}

build_kind() {
    cd "$2/source" && go mod init etcd-sync/kind && go mod edit -require "sigs.k8s.io/kind@v$1" \
        && go_build "$2/bin/kind" sigs.k8s.io/kind
}

build_coredns() {
    cp "$KIND_HERE/node/coredns.go" "$2/source/" && cd "$2/source" && go mod init etcd-sync/coredns \
        && go mod edit -require "github.com/coredns/coredns@v$1" && go_build "$2/bin/coredns" coredns.go
}
