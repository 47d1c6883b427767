# shellcheck shell=bash
# What tests, demo and benchmarks need beside a JDK: Maven, Go, real etcds, toxiproxy, promtool. Sourced.
#
#   require_maven       Maven is on PATH afterwards; `maven` runs it
#   require_etcds       exports ETCD_36_BIN and ETCD_35_BIN: folders with etcd, etcdctl, etcdutl
#   require_demo_etcd   exports ETCD_DEMO_BIN: the same for one etcd, the distribution's where it is new enough
#   require_toxiproxy   exports TOXIPROXY_BIN: the server's file
#   require_chromium    exports CHROMIUM_BIN: a Chromium's or Chrome's file
#   require_forwarders  exports HAPROXY_BIN and KEEPALIVED_BIN: their files
#   require_promtool    exports PROMTOOL_BIN: the file of Prometheus' promtool, which tests alert rules
#
# What is built is built once per machine, into ${XDG_CACHE_HOME:-~/.cache}/etcd-sync/<tool>/<version>/bin.

ETCD_36_VERSION=3.6.16
ETCD_35_VERSION=3.5.35
ETCD_DEMO_AT_LEAST=3.5.22
TOXIPROXY_VERSION=2.12.0
# Built by helm.sh.
HELM_3_VERSION=3.21.4
HELM_4_VERSION=4.3.1
# The Go module's version of Prometheus 3.16.
PROMTOOL_VERSION=0.316.0
# From 1.21 on, Go fetches the toolchain that a module asks for by itself.
GO_AT_LEAST=1.21

TOOLS_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/etcd-sync

say() { printf '%s\n' "$*" >&2; }

# Whether version $1 is at least version $2 (numbers separated by dots).
version_at_least() {
    local have want i
    IFS=. read -ra have <<<"${1%%[^0-9.]*}"
    IFS=. read -ra want <<<"$2"
    for i in "${!want[@]}"; do
        [ "${have[i]:-0}" -gt "${want[i]}" ] && return 0
        [ "${have[i]:-0}" -lt "${want[i]}" ] && return 1
    done
    return 0
}

# Runs a command with its output in a file: one line when it begins, one with the seconds when it ends, on a terminal the
# seconds in between; the end of the output when it fails.
#   with_progress WHAT COMMAND...
with_progress() {
    local what=$1 log ticker='' status=0 begin=$SECONDS
    shift
    log=$(mktemp "${TMPDIR:-/tmp}/etcd-sync-tools.XXXXXX")
    if [ -t 2 ]; then
        while kill -0 $$ 2>/dev/null; do
            printf '\r%s … %d s' "$what" $((SECONDS - begin)) >&2
            sleep 1
        done &
        ticker=$!
    else
        say "$what …"
    fi
    "$@" >"$log" 2>&1 || status=$?
    if [ -n "$ticker" ]; then
        kill "$ticker" 2>/dev/null
        wait "$ticker" 2>/dev/null || true
        printf '\r' >&2
    fi
    if [ "$status" -eq 0 ]; then
        say "$what: done in $((SECONDS - begin)) s"
    else
        say "$what: failed after $((SECONDS - begin)) s; the end of its output:"
        tail -n 20 "$log" >&2
    fi
    rm -f "$log"
    return "$status"
}

# Installs a package by the machine's package manager; fails silently where it cannot.
#   install_package DEBIAN_NAME BREW_NAME
install_package() {
    local sudo=()
    if command -v apt-get >/dev/null; then
        if [ "$(id -u)" -ne 0 ]; then
            command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
            sudo=(sudo -n)
        fi
        with_progress "Installing the package $1" apt_install "$1" ${sudo[@]+"${sudo[@]}"}
    elif command -v brew >/dev/null; then
        with_progress "Installing $2" brew install "$2"
    else
        return 1
    fi
}

apt_install() {
    local package=$1
    shift
    "$@" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package" \
        || { "$@" apt-get update && "$@" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package"; }
}

require_maven() {
    command -v mvn >/dev/null && return 0
    if install_package maven maven && hash -r && command -v mvn >/dev/null; then
        return 0
    fi
    say "Maven is missing: install it (Debian: apt-get install maven; macOS: brew install maven)."
    return 1
}

# Maven as scripts use it; the option stills JDK 25's warning about Maven's own guava.
maven() {
    MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}" mvn -B -ntp "$@"
}

# The version of the Go on PATH, as 1.26.8, or nothing.
go_version() {
    GOTOOLCHAIN=local go env GOVERSION 2>/dev/null | sed -n 's/^go\([0-9.]*\).*/\1/p'
}

require_go() {
    local offered
    command -v go >/dev/null || PATH=$PATH:/usr/local/go/bin:/usr/lib/go/bin
    if ! command -v go >/dev/null; then
        # Debian 12 offers a Go that is too old: not worth installing.
        offered=$(apt-cache policy golang-go 2>/dev/null | sed -n 's/^ *Candidate: [0-9]*:\([0-9.]*\).*/\1/p')
        if [ -z "$offered" ] || version_at_least "$offered" "$GO_AT_LEAST"; then
            install_package golang-go go || true
            hash -r
        fi
    fi
    if ! command -v go >/dev/null || ! version_at_least "$(go_version)" "$GO_AT_LEAST"; then
        say "Go $GO_AT_LEAST or newer is needed to build $1: install it (Debian 13: apt-get install golang-go; Debian 12: golang-go of bookworm-backports; macOS: brew install go; any: the Go project's archive, unpacked into /usr/local/go)."
        return 1
    fi
}

# Makes $TOOLS_CACHE/$1/$2/bin by running `$3 $2 FOLDER`, which puts the binaries into FOLDER/bin. Never leaves half a
# folder; whoever comes second waits for the first.
build_once() {
    local tool=$1 version=$2 build=$3 target=$TOOLS_CACHE/$1/$2 temp
    [ ! -d "$target/bin" ] || return 0
    mkdir -p "$TOOLS_CACHE/$tool"
    (
        if command -v flock >/dev/null; then
            exec 9>"$TOOLS_CACHE/$tool/.lock-$version"
            flock 9
            [ ! -d "$target/bin" ] || exit 0
            rm -rf "$TOOLS_CACHE/$tool/.building-$version".*
        fi
        require_go "$tool $version" || exit 1
        temp=$(mktemp -d "$TOOLS_CACHE/$tool/.building-$version.XXXXXX")
        trap 'rm -rf "$temp"' EXIT
        mkdir "$temp/bin" "$temp/source"
        export CGO_ENABLED=0 GOFLAGS=-mod=mod GOWORK=off
        with_progress "Building $tool $version" "$build" "$version" "$temp" || exit 1
        rm -rf "$temp/source"
        chmod 755 "$temp"
        mv -T "$temp" "$target" 2>/dev/null || mv "$temp" "$target" || [ -d "$target/bin" ]
    )
}

build_etcd() {
    local version=$1 folder=$2
    cd "$folder/source" || return 1
    # etcd's own modules carry replace directives, so that `go install` refuses them: required by a module of ours they build.
    cat >go.mod <<END
module etcd-sync/etcd
go 1.21
require (
	go.etcd.io/etcd/server/v3 v$version
	go.etcd.io/etcd/etcdctl/v3 v$version
	go.etcd.io/etcd/etcdutl/v3 v$version
)
END
    cat >tools.go <<'END'
//go:build tools

package tools

import (
	_ "go.etcd.io/etcd/etcdctl/v3"
	_ "go.etcd.io/etcd/etcdutl/v3"
	_ "go.etcd.io/etcd/server/v3"
)
END
    go mod tidy \
        && go_build "$folder/bin/etcd" go.etcd.io/etcd/server/v3 \
        && go_build "$folder/bin/etcdctl" go.etcd.io/etcd/etcdctl/v3 \
        && go_build "$folder/bin/etcdutl" go.etcd.io/etcd/etcdutl/v3 \
        && "$folder/bin/etcd" --version
}

go_build() {
    go build -trimpath -ldflags "-s -w" -o "$1" "$2"
}

build_toxiproxy() {
    local version=$1 folder=$2
    cd "$folder/source" || return 1
    cat >go.mod <<END
module etcd-sync/toxiproxy
go 1.21
require github.com/Shopify/toxiproxy/v2 v$version
END
    cat >tools.go <<'END'
//go:build tools

package tools

import _ "github.com/Shopify/toxiproxy/v2/cmd/server"
END
    go mod tidy && go_build "$folder/bin/toxiproxy-server" github.com/Shopify/toxiproxy/v2/cmd/server
}

require_etcds() {
    build_once etcd "$ETCD_36_VERSION" build_etcd || return 1
    build_once etcd "$ETCD_35_VERSION" build_etcd || return 1
    export ETCD_36_BIN=$TOOLS_CACHE/etcd/$ETCD_36_VERSION/bin
    export ETCD_35_BIN=$TOOLS_CACHE/etcd/$ETCD_35_VERSION/bin
}

# The folder of the etcd on PATH where it is new enough and has its etcdctl beside it.
distribution_etcd() {
    local etcd version
    etcd=$(command -v etcd) || return 1
    version=$("$etcd" --version 2>/dev/null | sed -n 's/^etcd Version: *//p')
    [ -n "$version" ] && version_at_least "$version" "$ETCD_DEMO_AT_LEAST" || return 1
    [ -x "$(dirname -- "$etcd")/etcdctl" ] || return 1
    dirname -- "$etcd"
}

require_demo_etcd() {
    if [ ! -d "$TOOLS_CACHE/etcd/$ETCD_36_VERSION/bin" ] && ETCD_DEMO_BIN=$(distribution_etcd); then
        export ETCD_DEMO_BIN
        return 0
    fi
    build_once etcd "$ETCD_36_VERSION" build_etcd || return 1
    export ETCD_DEMO_BIN=$TOOLS_CACHE/etcd/$ETCD_36_VERSION/bin
}

require_toxiproxy() {
    build_once toxiproxy "$TOXIPROXY_VERSION" build_toxiproxy || return 1
    export TOXIPROXY_BIN=$TOOLS_CACHE/toxiproxy/$TOXIPROXY_VERSION/bin/toxiproxy-server
}

# The file of a Chromium that is there, however it is called here.
installed_chromium() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" /Applications/Chromium.app/Contents/MacOS/Chromium; do
        command -v "$name" && return 0
    done
    return 1
}

require_chromium() {
    if ! CHROMIUM_BIN=$(installed_chromium); then
        install_package chromium chromium || true
        hash -r
        if ! CHROMIUM_BIN=$(installed_chromium); then
            say "Chromium is missing: install it (Debian: apt-get install chromium; macOS: brew install --cask chromium)."
            return 1
        fi
    fi
    export CHROMIUM_BIN
}

# Where packages put servers, which not everybody has on PATH.
server_program() { PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin command -v "$1"; }

require_forwarders() {
    local name
    for name in haproxy keepalived; do
        server_program "$name" >/dev/null || install_package "$name" "$name" || true
        if ! server_program "$name" >/dev/null; then
            say "$name is missing: install it (Debian: apt-get install $name)."
            return 1
        fi
    done
    HAPROXY_BIN=$(server_program haproxy)
    KEEPALIVED_BIN=$(server_program keepalived)
    export HAPROXY_BIN KEEPALIVED_BIN
}

build_promtool() {
    local version=$1 folder=$2
    GOBIN=$folder/bin go install -trimpath -ldflags "-s -w" "github.com/prometheus/prometheus/cmd/promtool@v$version" \
        && "$folder/bin/promtool" --version
}

require_promtool() {
    build_once promtool "$PROMTOOL_VERSION" build_promtool || return 1
    export PROMTOOL_BIN=$TOOLS_CACHE/promtool/$PROMTOOL_VERSION/bin/promtool
}
