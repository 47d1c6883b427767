# shellcheck shell=bash
# cert-manager for tests. Sourced after tools.sh.
#
#   require_cert_manager   exports CERT_MANAGER_BIN: a folder with cert-manager and crds.yaml

CERT_MANAGER_VERSION=1.19.1
CERT_MANAGER_SOURCE=$(cd "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)/cert-manager/main.go

build_cert_manager() {
    local folder=$2 module=github.com/cert-manager/cert-manager
    cp "$CERT_MANAGER_SOURCE" "$folder/source/main.go" && cd "$folder/source" || return 1
    go mod init etcd-sync/cert-manager \
        && go mod edit -require="$module@v$CERT_MANAGER_VERSION" \
        && go build -trimpath -ldflags "-s -w" -o "$folder/bin/cert-manager" . \
        && cat "$(go list -m -f '{{.Dir}}' "$module")"/deploy/crds/cert-manager.io_*.yaml >"$folder/bin/crds.yaml"
}

require_cert_manager() {
    local version
    # Another source is another version.
    version=$CERT_MANAGER_VERSION-$(cksum <"$CERT_MANAGER_SOURCE" | tr ' ' -)
    build_once cert-manager "$version" build_cert_manager || return 1
    export CERT_MANAGER_BIN=$TOOLS_CACHE/cert-manager/$version/bin
}
