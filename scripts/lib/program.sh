# shellcheck shell=bash
# Builds and starts the program of this checkout. Sourced after jdk.sh, tools.sh and etcds.sh; needs require_jdk.
#
#   build_program      app/target holds the program of the sources as they are
#   program_command    sets PROGRAM (java with its flags), PROGRAM_CLASS_PATH and PROGRAM_MAIN
#   PROGRAM_CHECK_OPTIONS   further flags behind those of PROGRAM, for the command check

root=$(cd "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
PROGRAM_MAIN=dev.etcdsync.cli.Main
# Read by the JVM instead of loading and linking classes one by one: halves the start, saves a third of the memory.
PROGRAM_CACHE=$root/app/target/etcd-sync.aot

# Whether file $1 exists and none of the further files and folders is newer.
newest() {
    [ -e "$1" ] && [ -z "$(find "${@:2}" -newer "$1" -print 2>/dev/null | head -n 1)" ]
}

# A jar that Maven found unchanged keeps its old date: the mark is as good.
program_is_built() {
    local sources=("$root/app/src/main" "$root/app/pom.xml" "$root/pom.xml" "$root/.mvn")
    [ -e "$root/app/target/etcd-sync.jar" ] && [ -d "$root/app/target/lib" ] || return 1
    newest "$root/app/target/etcd-sync.jar" "${sources[@]}" || newest "$root/app/target/.built" "${sources[@]}"
}

cache_is_made() {
    newest "$PROGRAM_CACHE" "$root/app/target/etcd-sync.jar" "$root/app/target/lib" "$root/scripts/lib/java-flags"
}

build_program() {
    ! program_is_built || ! cache_is_made || return 0
    mkdir -p "$root/app/target"
    # Two that start at once: the second waits for the first and finds everything done.
    (
        ! command -v flock >/dev/null || flock 9
        if ! program_is_built; then
            require_maven || exit 1
            touch "$root/app/target/.building"
            say "Building etcd-sync …"
            # Not Maven's -q: it hides the warnings that fail the build.
            output=$(cd "$root" && maven package -Dfast 2>&1) || { grep -E '^\[(WARNING|ERROR)\]' <<<"$output" >&2; exit 1; }
            mv "$root/app/target/.building" "$root/app/target/.built"
        fi
        cache_is_made || make_cache
    ) 9>"$root/app/target/.lock"
}

program_command() {
    local jar
    PROGRAM_CLASS_PATH=$root/app/target/etcd-sync.jar
    for jar in "$root"/app/target/lib/*.jar; do
        PROGRAM_CLASS_PATH+=:$jar
    done
    PROGRAM=("$JAVA_HOME/bin/java" "@$root/scripts/lib/java-flags")
    # A cache that does not fit is ignored by the JVM, which must not say so on standard output.
    if [ -s "$PROGRAM_CACHE" ] && cache_is_made; then
        PROGRAM+=("-XX:AOTCache=$PROGRAM_CACHE" '-Xlog:aot*=off' '-Xlog:cds*=off')
    fi
}

# A check keeps pages of keys and a few values, for a short time. In a small young generation with room for what survives they
# die before they become old, and the JVM touches little memory. The most that it may take stays: values may be large.
# shellcheck disable=SC2034  # for those who source this
PROGRAM_CHECK_OPTIONS=(-Xms64m -Xmn40m -XX:SurvivorRatio=2)

# Has the JVM write down what it loads and runs. An empty cache means that this failed: the program starts without, and
# nobody tries again.
make_cache() {
    local temp=$PROGRAM_CACHE.new
    rm -f "$PROGRAM_CACHE" "$temp"
    say "Trying it out once, so that it starts faster …"
    (train "$temp" "${ETCD_DEMO_BIN:-$TOOLS_CACHE/etcd/$ETCD_36_VERSION/bin}") </dev/null >/dev/null 2>&1 9>&- || true
    [ ! -s "$temp" ] || mv "$temp" "$PROGRAM_CACHE"
    rm -f "$temp" "$temp.config"
    touch "$PROGRAM_CACHE"
}

# Runs the program with -XX:AOTCacheOutput=$1: a first copy where there is an etcd in folder $2, else a start at which
# nothing answers. In a shell of its own.
train() {
    local primary=http://127.0.0.1:1 standby=http://127.0.0.1:2 tenths=25 etcd_url='' name i
    # Not local: the trap runs when this function has ended.
    primary_pid='' standby_pid='' sync_pid=''
    folder=$(mktemp -d "${TMPDIR:-/tmp}/etcd-sync-build.XXXXXX")
    trap 'kill -KILL $sync_pid $primary_pid $standby_pid; rm -rf "$folder"' EXIT
    trap 'exit 1' HUP INT TERM
    program_command
    # No setting of etcd or etcd-sync may reach this run.
    for name in $(compgen -e); do
        case $name in ETCD* | JAVA_TOOL_OPTIONS | JDK_JAVA_OPTIONS) unset "$name" ;; esac
    done
    if [ -x "$2/etcd" ] && start_etcd "$2" "$folder" primary; then
        primary=$etcd_url
        make_objects 30000 "$folder/objects" 400
        load_objects "$2" "$primary" "$folder/objects"
        ! start_etcd "$2" "$folder" standby || standby=$etcd_url tenths=600
    fi
    "${PROGRAM[@]}" "-XX:AOTCacheOutput=$1" -cp "$PROGRAM_CLASS_PATH" "$PROGRAM_MAIN" \
        run --primary "$primary" --standby "$standby" --http 127.0.0.1:0 >"$folder/sync.log" 2>&1 &
    sync_pid=$!
    for ((i = 0; i < tenths; i++)); do
        kill -0 "$sync_pid" || return 1
        ! grep -q 'Start Sync' "$folder/sync.log" || break
        sleep 0.1
    done
    kill -TERM "$sync_pid"
    for ((i = 0; i < 30; i++)); do
        kill -0 "$sync_pid" || break
        sleep 1
    done
}
