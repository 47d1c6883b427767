# shellcheck shell=bash
# Kubernetes' programs, built by Go from its published module. Sourced after tools.sh and settings.sh.
#
#   build_kubernetes          for build_once: all that a node image holds
#   require_control_plane     exports CONTROL_PLANE_BIN: a folder with those three that a control plane without nodes needs

NODE_PROGRAMS=(kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubeadm kubectl)
CONTROL_PLANE_PROGRAMS=(kube-apiserver kube-controller-manager kubectl)

build_kubernetes() { build_kubernetes_programs "$1" "$2" "${NODE_PROGRAMS[@]}"; }

build_control_plane() { build_kubernetes_programs "$1" "$2" "${CONTROL_PLANE_PROGRAMS[@]}"; }

build_kubernetes_programs() {
    local version=$1 folder=$2 command about=k8s.io/component-base/version minor=${1#1.}
    shift 2
    cd "$folder/source" && go mod init etcd-sync/kubernetes && go mod edit -require "k8s.io/kubernetes@v$version" || return 1
    # Kubernetes replaces the libraries that it is released with (version v0.0.0) by its own folders, which does not
    # reach who requires it. The same libraries are published as v0.MINOR.PATCH.
    go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p' | xargs cat \
        | awk -v version="v0.${version#1.}" \
            '$1 ~ /^k8s\.io\// && $2 == "v0.0.0" {print "replace", $1, "=>", $1, version}' >>go.mod || return 1
    for command in "$@"; do
        go build -trimpath -o "$folder/bin/" \
            -ldflags "-s -w -X $about.gitVersion=v$version -X $about.gitMajor=1 -X $about.gitMinor=${minor%%.*}" \
            "k8s.io/kubernetes/cmd/$command" || return 1
    done
}

require_control_plane() {
    # What the node image was built from has them, too.
    CONTROL_PLANE_BIN=$TOOLS_CACHE/kind/kubernetes/$KUBERNETES_VERSION/bin
    if [ ! -d "$CONTROL_PLANE_BIN" ]; then
        CONTROL_PLANE_BIN=$TOOLS_CACHE/control-plane/$KUBERNETES_VERSION/bin
        [ -d "$CONTROL_PLANE_BIN" ] \
            || say "Kubernetes' control plane takes some 10 minutes of two cores, only this time."
        build_once control-plane "$KUBERNETES_VERSION" build_control_plane || return 1
    fi
    export CONTROL_PLANE_BIN
}
