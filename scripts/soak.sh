#!/usr/bin/env bash
# Runs the long tests (*Soak): the fault tests against real etcds, for MINUTES; changes of owner graphs between two
# Kubernetes control planes, for ten minutes or MINUTES, whichever is less; and a thousand comparisons under full load.
#   scripts/soak.sh [MINUTES [SEED]] [MAVEN ARGUMENT...]      60 minutes unless told
# Each test prints the seed that it uses; given here, the same faults come again. -Dit.test=NAME runs one of them alone:
# FaultSoak, OwnersSoak, CheckSoak. Where Kubernetes' control plane cannot be built, OwnersSoak is left out, and the exit status is
# not 0.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. scripts/lib/jdk.sh
. scripts/lib/tools.sh
. scripts/kind/lib/settings.sh
. scripts/kind/lib/kubernetes.sh

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
left_out=false
if require_control_plane; then
    planes=("-Dcontrol-plane.bin=$CONTROL_PLANE_BIN")
else
    left_out=true
    planes=(-Dtests.left.out=planes)
    say "Kubernetes' control plane cannot be built here: OwnersSoak is left out, the others run."
fi
status=0
maven verify "-Dit.test=*Soak" -Dskip.unit.tests=true "-Dsoak.minutes=$minutes" ${seed[@]+"${seed[@]}"} \
    "-Detcd36.bin=$ETCD_36_BIN" "-Detcd35.bin=$ETCD_35_BIN" "-Dtoxiproxy.bin=$TOXIPROXY_BIN" "${planes[@]}" "$@" || status=$?
if "$left_out"; then
    say "Left out: OwnersSoak, because Kubernetes' control plane could not be built (see above)."
    [ "$status" -ne 0 ] || status=1
fi
say "Reports: $PWD/app/target/failsafe-reports/"
exit "$status"
