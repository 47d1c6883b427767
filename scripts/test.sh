#!/usr/bin/env bash
# Sets up what the tests need and runs all of them, with every check of the build.
#   scripts/test.sh [MAVEN ARGUMENT...]      for example -Dtest=NameTest, -Dit.test=NameIT
# Where Kubernetes' control plane cannot be built, or no container can run, the tests that need it are left out, and the
# exit status is not 0. Clusters and an engine that the tests start are stopped again; what was there before stays.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. scripts/lib/jdk.sh
. scripts/lib/tools.sh
. scripts/kind/lib/settings.sh
. scripts/kind/lib/kubernetes.sh

require_jdk
require_maven
require_etcds
require_toxiproxy
left_out=''
clusters=()
# First, because a node image that has to be built brings the control plane's programs along.
if ! scripts/kind/prepare.sh; then
    left_out="the tests between two kind clusters (dev.etcdsync.kind), because no Kubernetes node can run here"
    clusters=(-Dclusters.groups=planes)
fi
if require_control_plane; then
    clusters+=("-Dcontrol-plane.bin=$CONTROL_PLANE_BIN")
else
    # kubectl is one of its programs, so that nothing with clusters can run.
    left_out="the tests with Kubernetes' control planes (dev.etcdsync.planes, dev.etcdsync.kind), which cannot be built here"
    clusters=(-Dclusters.skip=true)
fi
[ -z "$left_out" ] || say "Left out: $left_out. The others run."
status=0
maven verify "-Detcd36.bin=$ETCD_36_BIN" "-Detcd35.bin=$ETCD_35_BIN" "-Dtoxiproxy.bin=$TOXIPROXY_BIN" \
    ${clusters[@]+"${clusters[@]}"} "$@" || status=$?
if [ -n "$left_out" ]; then
    say "Left out: $left_out (see above)."
    [ "$status" -ne 0 ] || status=1
fi
exit "$status"
