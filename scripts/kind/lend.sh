#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR
# Lends the clusters of up.sh for a while, as tests need them: brings them up, writes "lent" to standard output, and when
# its standard input ends takes down what it had to bring: the clusters if there were none, the engine if none answered.
# Clusters that existed before stay, and stay up. One borrower at a time; the others wait.
#   scripts/kind/lend.sh [ARGUMENT OF up.sh...]
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/env.sh"
. "$KIND_HERE/../lib/tools.sh"
. "$KIND_HERE/lib/settings.sh"
. "$KIND_HERE/lib/engine.sh"

# An interrupt at a terminal reaches this script, too. The borrower's end is what counts: what was brought up goes then.
trap '' HUP INT

# Sets `found` to what there is before anything is done.
look() {
    found=nothing
    if engine_answers; then
        found=engine
        ! { cluster_exists "${CLUSTERS[0]}" || cluster_exists "${CLUSTERS[1]}"; } || found=clusters
    elif private_engine_has_nodes; then
        # It was killed, or the machine has started anew.
        found=clusters
    fi
}

give_back() {
    case $found in
        clusters) ;;
        engine) "$KIND_HERE/down.sh" ;;
        nothing) "$KIND_HERE/down.sh" --all ;;
    esac
}

# No daemon that is started shall hold the lock, nor standard output.
main() {
    mkdir -p "$KIND_CACHE"
    if command -v flock >/dev/null; then
        exec 7>"$KIND_CACHE/lent"
        flock -n 7 || { say "Waiting for somebody else who has borrowed the clusters …"; flock 7; }
    fi
    look
    if ! "$KIND_HERE/up.sh" "$@" </dev/null >&2 7>&-; then
        give_back </dev/null >&2 7>&- || true
        return 1
    fi
    echo lent
    cat >/dev/null
    give_back </dev/null >&2 7>&-
}

main "$@"
