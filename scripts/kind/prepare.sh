#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR
# Makes what up.sh needs, the node image above all, and finds out whether containers run here. Brings no cluster up; an
# engine that it starts it stops again.
#   scripts/kind/prepare.sh
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/env.sh"
. "$KIND_HERE/../lib/tools.sh"
. "$KIND_HERE/lib/settings.sh"
. "$KIND_HERE/lib/engine.sh"
. "$KIND_HERE/lib/kubernetes.sh"
. "$KIND_HERE/lib/node-image.sh"

stop_what_was_started() {
    "$answered" || ! private_engine_is_used || with_progress "Stopping the container engine" stop_private_engine
}

main() {
    lock_kind
    answered=false
    ! engine_answers || answered=true
    trap stop_what_was_started EXIT
    require_engine
    TOOLS_CACHE=$KIND_CACHE build_once kind "$KIND_VERSION" build_kind
    require_node_image
}

main
