#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR/lib
# Shows what etcd-sync does, between two real etcds that it starts for itself: a first copy, following a primary that
# keeps changing, a SIGKILL and a restart under that load, and at the end a comparison of both sides by etcdctl.
# Takes under a minute once everything is built. Exit status 0: both etcds are equal, and nothing was written twice.
#   scripts/demo.sh [KEYS]      24000 keys unless told
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. scripts/lib/jdk.sh
. scripts/lib/tools.sh
. scripts/lib/etcds.sh
. scripts/lib/program.sh

keys=${1:-24000}
if [[ ! $keys =~ ^[1-9][0-9]{2,5}$ ]]; then
    say "usage: scripts/demo.sh [KEYS]: KEYS is a number from 100 to 999999, not \"$keys\"."
    exit 2
fi
# No setting from outside: the demo looks the same for everyone.
for name in $(compgen -e); do
    case $name in ETCD*) unset "$name" ;; esac
done

follow_seconds=12    # of following before the SIGKILL, and again after the restart
dead_seconds=3       # between the SIGKILL and the restart
changes_per_second=400
changes_per_txn=20

bold='' dim='' green='' red='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
fi

temp='' primary_pid='' standby_pid='' sync_pid='' writer_pid=''

clean_up() {
    local pid
    trap - EXIT
    trap '' INT TERM
    for pid in $writer_pid $sync_pid $primary_pid $standby_pid; do
        kill -KILL "$pid" 2>/dev/null || true
    done
    wait 2>/dev/null || true
    [ -z "$temp" ] || rm -rf "$temp"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'echo; exit 130' INT
trap 'exit 143' TERM

headline() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

# 1234567 as 1,234,567.
grouped() {
    local number=$1 text=''
    while [ "${#number}" -gt 3 ]; do
        text=,${number: -3}$text
        number=${number%???}
    done
    printf '%s' "$number$text"
}

fail() {
    printf '\n%s%s%s\n' "$red" "$*" "$plain"
    exit 1
}

start() {
    start_etcd "$ETCD_DEMO_BIN" "$temp" "$1" || { cat "$temp/$1.log"; fail "The $1's etcd does not start."; }
}

on_primary() { "$ETCD_DEMO_BIN/etcdctl" --endpoints "$primary" "$@"; }
on_standby() { "$ETCD_DEMO_BIN/etcdctl" --endpoints "$standby" "$@"; }

# ---------------------------------------------------------------------------------------------------- the load

# Writes transactions number 1 to $1 of changes into files $2.00000 and so on: of 20 changes 14 are updates, 4 create
# and 2 delete. No name is ever used again after its deletion.
make_changes() {
    awk -v total="$1" -v files="$2" -v changes="$changes_per_txn" -v teams="$((keys / 351 + 1))" '
        function value(t, i) {
            return sprintf("\x27{\"kind\":\"ConfigMap\",\"metadata\":{\"generation\":%d},\"data\":\"change %d of transaction %d\"}\x27", t + 2, i, t)
        }
        BEGIN {
            srand(1)
            for (t = 0; t < total; t++) {
                file = sprintf("%s.%05d", files, t)
                printf "\n" > file
                for (i = 0; i < changes; i++) {
                    if (i < 4) printf "put /registry/configmaps/team-000/new-%05d-%d %s\n", t, i, value(t, i) > file
                    else if (i < 6 && t >= 40) printf "del /registry/configmaps/team-000/new-%05d-%d\n", t - 40, i - 4 > file
                    # Each in a namespace range of its own: a transaction may name a key only once.
                    else printf "put /registry/configmaps/team-%03d/app-%02d %s\n", int(rand() * teams), i * 2 + int(rand() * 2), value(t, i) > file
                }
                printf "\n\n" > file
                close(file)
            }
        }'
}

# Changes the primary until told to stop, at an even pace.
keep_writing() {
    local file pause
    pause=$(awk "BEGIN { print $changes_per_txn / $changes_per_second }")
    for file in "$temp"/changes.*; do
        [ ! -e "$temp/stop-writing" ] || break
        # The pause runs beside the transaction, and not after it.
        sleep "$pause" &
        on_primary txn <"$file" >>"$temp/write.log" 2>&1 || echo "a transaction failed" >>"$temp/write.failed"
        wait
    done
}

# ---------------------------------------------------------------------------------------------------- watching

start_sync() {
    "${PROGRAM[@]}" -cp "$PROGRAM_CLASS_PATH" "$PROGRAM_MAIN" run --primary "$primary" --standby "$standby" --http off \
        >>"$temp/sync.log" 2>&1 &
    sync_pid=$!
}

milliseconds() {
    # macOS has no %N.
    case $(date +%N) in
        *N*) printf '%s000' "$(date +%s)" ;;
        *) date +%s%3N ;;
    esac
}

s_phase=none s_epoch=0 s_revision=0 s_primaryRevision=0 s_lagSeconds=0 s_copied=0 s_total=0

# What etcd-sync publishes: sets status, and by field NAME the variable s_NAME.
read_status() {
    local name
    status=$(on_standby get /etcd-sync/default/status --print-value-only 2>/dev/null) || status=''
    for name in epoch revision primaryRevision lagSeconds copied total; do
        if [[ $status =~ \"$name\":([0-9.]+) ]]; then
            printf -v "s_$name" %s "${BASH_REMATCH[1]}"
        else
            printf -v "s_$name" %s 0
        fi
    done
    s_phase=none
    if [[ $status =~ \"phase\":\"([a-z]+)\" ]]; then
        s_phase=${BASH_REMATCH[1]}
    fi
    return 0
}

primary_revision() {
    on_primary get x -w fields | sed -n 's/^"Revision" : //p'
}

bar() {
    local width=24 full=$((24 * $1 / ($2 > 0 ? $2 : 1))) text='' i
    for ((i = 0; i < width; i++)); do
        [ "$i" -lt "$full" ] && text+='#' || text+='.'
    done
    printf '%s' "$text"
}

last_copied=0 last_revision=0 last_time=0

# Prints one line on where the link is.
show() {
    local now rate
    now=$(milliseconds)
    printf '%s%3d s%s  ' "$dim" $(((now - demo_started) / 1000)) "$plain"
    case $s_phase in
        copying)
            if [ "$s_total" -eq 0 ]; then
                # The first thing that is published of a copy is published when its first keys are there.
                printf 'copying    listing the keys\n'
                last_time=$now
                return 0
            fi
            rate=0
            [ "$now" -gt "$last_time" ] && rate=$(((s_copied - last_copied) * 1000 / (now - last_time)))
            [ "$rate" -ge 0 ] || rate=0
            printf 'copying    %s  %7s / %s keys   %s keys/s\n' "$(bar "$s_copied" "$s_total")" \
                "$(grouped "$s_copied")" "$(grouped "$s_total")" "$(grouped "$rate")"
            last_copied=$s_copied
            ;;
        following)
            # Right after a restart the primary has not told yet how far it is.
            [ "$s_primaryRevision" -ge "$s_revision" ] || s_primaryRevision=$s_revision
            rate=0
            if [ "$last_revision" -gt 0 ] && [ "$now" -gt "$last_time" ]; then
                rate=$(((s_revision - last_revision) * changes_per_txn * 1000 / (now - last_time)))
            fi
            printf 'following  primary at revision %s, standby at %s   %4s keys/s   lag %s%.1f s%s\n' \
                "$(grouped "$s_primaryRevision")" "$(grouped "$s_revision")" "$(grouped "$rate")" \
                "$green" "$s_lagSeconds" "$plain"
            last_revision=$s_revision
            ;;
        parked)
            printf '%s%s%s\n' "$red" "$status" "$plain"
            ;;
        *)
            printf '%s…\n' "${s_phase/none/starting}"
            ;;
    esac
    last_time=$now
}

# Prints a line each second, for at least $1 seconds and until the phase is $2.
watch_link() {
    local least=$1 phase=$2 begin=$SECONDS
    while :; do
        sleep 1
        kill -0 "$sync_pid" 2>/dev/null || { cat "$temp/sync.log"; fail "etcd-sync has ended; its log is above."; }
        read_status
        # What an earlier process published says nothing of this one.
        [ "$s_epoch" -ge "$epoch" ] || s_phase=starting
        show
        if [ "$s_phase" = "$phase" ] && [ $((SECONDS - begin)) -ge "$least" ]; then
            return 0
        fi
        [ $((SECONDS - begin)) -lt 90 ] || { cat "$temp/sync.log"; fail "This takes too long; etcd-sync's log is above."; }
    done
}

# ---------------------------------------------------------------------------------------------------- the end

# Writes keys, values and versions of a side, as etcdctl tells them: line by line "KEY", "VALUE" into $2, versions into $3.
dump() {
    "$1" get --prefix /registry/ -w fields \
        | awk -v contents="$2" -v versions="$3" '
            /^"Key" : / { key = $0 }
            /^"Version" : / { print key, $3 > versions }
            /^"Value" : / { print key > contents; print > contents }'
    touch "$2" "$3"
}

compare() {
    local twice count
    dump on_primary "$temp/primary.contents" "$temp/primary.versions"
    dump on_standby "$temp/standby.contents" "$temp/standby.versions"
    count=$(wc -l <"$temp/primary.versions")
    printf '  primary: %s keys\n  standby: %s keys\n' "$(grouped $((count)))" \
        "$(grouped $(($(wc -l <"$temp/standby.versions"))))"
    if ! cmp -s "$temp/primary.contents" "$temp/standby.contents"; then
        printf '  first differences:\n'
        diff "$temp/primary.contents" "$temp/standby.contents" | cut -c 1-200 | head -n 10 || true
        fail "The two etcds are NOT equal."
    fi
    # etcd counts how often a key was put since its creation. The standby may have fewer puts, where several were merged.
    twice=$(paste -d ' ' "$temp/primary.versions" "$temp/standby.versions" \
        | awk '$NF > $(NF / 2) { n++ } END { print n + 0 }')
    [ "$twice" -eq 0 ] || fail "Keys and values are equal, but $twice keys were written to the standby more often than to the primary."
    printf '  %sAll keys and values are equal, and no key was written to the standby more often than to the primary.%s\n' \
        "$green" "$plain"
}

# ---------------------------------------------------------------------------------------------------- the demo

require_jdk
require_demo_etcd
build_program
program_command
temp=$(mktemp -d "${TMPDIR:-/tmp}/etcd-sync-demo.XXXXXX")
demo_started=$(milliseconds)

headline "Two etcds, as two Kubernetes clusters would have them"
start primary
primary=$etcd_url
start standby
standby=$etcd_url
printf '  primary %s, standby %s (%s)\n' "$primary" "$standby" "$("$ETCD_DEMO_BIN/etcd" --version | head -n 1)"

headline "Loading $(grouped "$keys") objects into the primary, namespaces, deployments, secrets and more"
make_objects "$keys" "$temp/objects" 400
make_changes $((90 * changes_per_second / changes_per_txn)) "$temp/changes"
load_objects "$ETCD_DEMO_BIN" "$primary" "$temp/objects" >"$temp/load.log" 2>&1 \
    || { tail -n 3 "$temp/load.log"; fail "The primary cannot be loaded."; }
printf '  done; from here on about %s keys a second change in the primary: updates, new objects, deletions\n' \
    "$changes_per_second"
keep_writing &
writer_pid=$!

headline "Starting etcd-sync: it copies everything, in the order in which it was created, then follows"
epoch=1
start_sync
watch_link "$follow_seconds" following

headline "SIGKILL: etcd-sync dies in the middle of its work; the primary goes on"
{ kill -KILL "$sync_pid"; wait "$sync_pid"; } 2>/dev/null || true
sync_pid=''
read_status
held=$s_revision
for ((i = 0; i < dead_seconds; i++)); do
    sleep 1
    revision=$(primary_revision)
    printf '%s%3d s%s  %sdead%s       primary at revision %s, standby at %s   %s revisions behind\n' "$dim" \
        $((($(milliseconds) - demo_started) / 1000)) "$plain" "$red" "$plain" "$(grouped "$revision")" \
        "$(grouped "$held")" "$(grouped $((revision - held)))"
done

headline "Starting it again: it goes on where the standby says that it stopped"
epoch=$((s_epoch + 1))
start_sync
watch_link "$follow_seconds" following

headline "The primary rests; the last changes arrive"
touch "$temp/stop-writing"
wait "$writer_pid" || true
writer_pid=''
[ ! -e "$temp/write.failed" ] || { tail -n 3 "$temp/write.log"; fail "Changes could not be written to the primary."; }
revision=$(primary_revision)
for ((i = 0; i < 15; i++)); do
    read_status
    show
    if [ "$s_phase" = following ] && [ "$s_revision" -ge "$revision" ]; then
        break
    fi
    sleep 1
done

headline "Comparing both etcds with etcdctl"
compare
printf '\n%sDone in %d seconds.%s\n' "$bold" $((($(milliseconds) - demo_started) / 1000)) "$plain"
