#!/usr/bin/env bash
# Runs the long forms of the fault tests (*Soak) against real etcds.
#   scripts/soak.sh [MINUTES [SEED]] [MAVEN ARGUMENT...]      60 minutes unless told
# Each test prints the seed that it uses; given here, the same faults come again.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. scripts/lib/jdk.sh
. scripts/lib/tools.sh

minutes=60
seed=()
if [[ ${1:-} != -D* && -n ${1:-} ]]; then
    minutes=$1
    shift
    if [[ ! $minutes =~ ^[1-9][0-9]*$ ]]; then
        say "usage: scripts/soak.sh [MINUTES [SEED]] [MAVEN ARGUMENT...]: MINUTES is a whole number, not \"$minutes\"."
        exit 2
    fi
    if [[ ${1:-} =~ ^-?[0-9]+$ ]]; then
        seed=("-Dsoak.seed=$1")
        shift
    fi
fi

require_jdk
require_maven
require_etcds
require_toxiproxy
status=0
maven verify "-Dit.test=*Soak" -Dskip.unit.tests=true "-Dsoak.minutes=$minutes" ${seed[@]+"${seed[@]}"} \
    "-Detcd36.bin=$ETCD_36_BIN" "-Detcd35.bin=$ETCD_35_BIN" "-Dtoxiproxy.bin=$TOXIPROXY_BIN" "$@" || status=$?
say "Reports: $PWD/app/target/failsafe-reports/"
exit "$status"
