# shellcheck shell=bash
# What charts are rendered and packaged with. Sourced after tools.sh.
#
#   require_helms               exports HELM_3_BIN and HELM_4_BIN: files
#   require_helm                exports HELM: the file of the helm on PATH, or of one that is built
#   require_platform_template   exports PLATFORM_TEMPLATE_BIN: the file of a program that renders the plugin's valuesTemplates
#   require_registry            exports REGISTRY_BIN: the file of a registry that can be pushed to

build_helm() {
    local version=$1 folder=$2 module=helm.sh/helm/v${1%%.*}
    cd "$folder/source" || return 1
    # Not required by a module of ours: what `go mod tidy` would fetch for its tests takes longer than the build.
    GOFLAGS='' GOBIN=$folder/bin go install -trimpath \
        -ldflags "-s -w -X $module/internal/version.version=v$version" "$module/cmd/helm@v$version" || return 1
    "$folder/bin/helm" version
}

require_helms() {
    build_once helm "$HELM_3_VERSION" build_helm || return 1
    build_once helm "$HELM_4_VERSION" build_helm || return 1
    export HELM_3_BIN=$TOOLS_CACHE/helm/$HELM_3_VERSION/bin/helm
    export HELM_4_BIN=$TOOLS_CACHE/helm/$HELM_4_VERSION/bin/helm
}

require_helm() {
    if [ -z "${HELM:-}" ] && ! HELM=$(command -v helm); then
        build_once helm "$HELM_4_VERSION" build_helm || return 1
        HELM=$TOOLS_CACHE/helm/$HELM_4_VERSION/bin/helm
    fi
    export HELM
}

PLATFORM_TEMPLATE_SOURCE=$(cd "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)/platform-template/main.go

build_platform_template() {
    local folder=$2
    cp "$PLATFORM_TEMPLATE_SOURCE" "$folder/source/main.go" && cd "$folder/source" || return 1
    go mod init etcd-sync/platform-template && go_build "$folder/bin/platform-template" .
}

require_platform_template() {
    local version
    # Another source is another version.
    version=$(cksum <"$PLATFORM_TEMPLATE_SOURCE" | tr ' ' -)
    build_once platform-template "$version" build_platform_template || return 1
    export PLATFORM_TEMPLATE_BIN=$TOOLS_CACHE/platform-template/$version/bin/platform-template
}

REGISTRY_SOURCE=$(cd "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)/registry/main.go
GO_CONTAINERREGISTRY_VERSION=0.20.6

build_registry() {
    local folder=$2
    cp "$REGISTRY_SOURCE" "$folder/source/main.go" && cd "$folder/source" || return 1
    go mod init etcd-sync/registry \
        && go mod edit -require="github.com/google/go-containerregistry@v$GO_CONTAINERREGISTRY_VERSION" \
        && go_build "$folder/bin/registry" .
}

require_registry() {
    local version
    # Another source is another version.
    version=$GO_CONTAINERREGISTRY_VERSION-$(cksum <"$REGISTRY_SOURCE" | tr ' ' -)
    build_once registry "$version" build_registry || return 1
    export REGISTRY_BIN=$TOOLS_CACHE/registry/$version/bin/registry
}
