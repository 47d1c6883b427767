# shellcheck shell=bash
# Builds and starts the program of this checkout. Sourced after jdk.sh and tools.sh; needs require_jdk.
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
PROGRAM_CHECK_OPTIONS=(-Xms64m -Xmn40m -XX:SurvivorRatio=2)

# Has the JVM write down what a start loads, from a run in which nothing answers and nothing is written. An empty cache
# means that this failed: the program starts without, and nobody tries again.
make_cache() {
    local temp=$PROGRAM_CACHE.new java
    rm -f "$PROGRAM_CACHE" "$temp"
    program_command
    java=("${PROGRAM[@]}" "-XX:AOTCacheOutput=$temp" -cp "$PROGRAM_CLASS_PATH" "$PROGRAM_MAIN")
    (
        # Of the environment only what a JVM needs: no setting of etcd-sync may reach this run.
        env -i PATH="$PATH" HOME="$HOME" "${java[@]}" run --primary http://127.0.0.1:1 --standby http://127.0.0.1:2 &
        pid=$!
        for ((i = 0; i < 40; i++)); do
            kill -0 "$pid" || break
            [ "$i" -ne 25 ] || kill -TERM "$pid"
            [ "$i" -lt 25 ] && sleep 0.1 || sleep 1
        done
        kill -KILL "$pid"
        wait "$pid"
    ) </dev/null >/dev/null 2>&1 9>&- || true
    [ ! -s "$temp" ] || mv "$temp" "$PROGRAM_CACHE"
    rm -f "$temp" "$temp.config"
    touch "$PROGRAM_CACHE"
}
