#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR/lib
# Measures how fast etcd-sync is between two real etcds, and writes the table of docs/benchmarks.md. Takes about an hour.
#   scripts/bench.sh [NAME...]      only these rows of the table; the others stay as they are
# BENCH_RUNS=N: runs of each benchmark, of which the median counts (3 unless told; some run longer instead).
# BENCH_QUIET=false: do not wait for other processes of the machine to be quiet.
# ETCD_SYNC_JAVA_OPTS: further options for the program's JVM.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. scripts/lib/jdk.sh
. scripts/lib/tools.sh
. scripts/lib/etcds.sh
. scripts/lib/program.sh

require_jdk
require_maven
build_once etcd "$ETCD_36_VERSION" build_etcd
build_program
program_command

say "Building the benchmarks …"
output=$(maven test-compile -Dfast -Dmaven.test.skip=false 2>&1) \
    || { grep -E '^\[(WARNING|ERROR)\]' <<<"$output" >&2; exit 1; }

lines() { printf '%s\n' "$@"; }
read -ra options <<<"${ETCD_SYNC_JAVA_OPTS:-}"
exec "$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED \
    -XX:+UseSerialGC -Xms1g -Xmx1g \
    "-Dbench.etcd=$TOOLS_CACHE/etcd/$ETCD_36_VERSION/bin" \
    "-Dbench.etcd-version=$ETCD_36_VERSION" \
    "-Dbench.java=$(lines "${PROGRAM[@]}" ${options[@]+"${options[@]}"})" \
    "-Dbench.check-java=$(lines "${PROGRAM[@]}" "${PROGRAM_CHECK_OPTIONS[@]}" ${options[@]+"${options[@]}"})" \
    "-Dbench.plain-java=$(lines "${PROGRAM[@]:0:2}")" \
    "-Dbench.program=$(lines -cp "$PROGRAM_CLASS_PATH" "$PROGRAM_MAIN")" \
    "-Dbench.docs=$PWD/docs/benchmarks.md" \
    "-Dbench.runs=${BENCH_RUNS:-3}" \
    "-Dbench.quiet=${BENCH_QUIET:-true}" \
    -cp "app/target/test-classes:$PROGRAM_CLASS_PATH" dev.etcdsync.bench.Bench "$@"
