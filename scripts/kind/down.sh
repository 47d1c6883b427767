#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR
# Takes down the clusters of up.sh and deletes what it wrote about them. An engine that it started keeps running.
#   scripts/kind/down.sh [--all]      also stops that engine and undoes what it changed on this machine; the cache stays
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/env.sh"
. "$KIND_HERE/../lib/tools.sh"
. "$KIND_HERE/lib/settings.sh"
. "$KIND_HERE/lib/engine.sh"

all=false
for argument in "$@"; do
    case $argument in
        --all) all=true ;;
        *)
            say "usage: scripts/kind/down.sh [--all], not \"$argument\"."
            exit 2
            ;;
    esac
done

take_down() {
    kind delete cluster --name "$1" --kubeconfig "$KIND_DIR/$1.kubeconfig"
}

# An engine that was killed, or a reboot, may leave nodes: only an engine can remove them.
if private_engine_is_used; then
    use_private_engine
    engine_answers || with_progress "Starting the container engine" start_private_engine
fi
if engine_answers; then
    for name in "${CLUSTERS[@]}"; do
        ! cluster_exists "$name" || with_progress "Taking down $name" take_down "$name"
    done
fi
for name in "${CLUSTERS[@]}"; do
    rm -rf "$KIND_DIR/$name.kubeconfig" "${KIND_DIR:?}/$name"
done
if $all; then
    ! private_engine_is_used || with_progress "Stopping the container engine" stop_private_engine
    rm -rf "$KIND_DIR"
fi
