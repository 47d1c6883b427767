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
require_promtool
planes=()
excluded=''
# First, because a node image that has to be built brings the control plane's programs along.
if ! scripts/kind/prepare.sh; then
    excluded=kind
    say "No Kubernetes node can run here: the tests between two kind clusters (dev.etcdsync.kind) are left out, the others run."
fi
if require_control_plane; then
    planes=("-Dcontrol-plane.bin=$CONTROL_PLANE_BIN")
else
    # kubectl is one of its programs.
    excluded=planes,kind
    say "Kubernetes' control plane cannot be built here: its tests (dev.etcdsync.planes, dev.etcdsync.kind) are left out, the others run."
fi
status=0
maven verify "-Detcd36.bin=$ETCD_36_BIN" "-Detcd35.bin=$ETCD_35_BIN" "-Dtoxiproxy.bin=$TOXIPROXY_BIN" "-Dpromtool.bin=$PROMTOOL_BIN" \
    ${planes[@]+"${planes[@]}"} ${excluded:+"-DexcludedGroups=$excluded"} "$@" || status=$?
case $excluded in
    kind) say "Left out: the tests between two kind clusters, because no Kubernetes node can run here (see above)." ;;
    planes,kind) say "Left out: the tests with Kubernetes' control planes, because it could not be built (see above)." ;;
esac
[ -z "$excluded" ] || [ "$status" -ne 0 ] || status=1
exit "$status"
