#!/usr/bin/env bash
# Sets up what the tests need and runs all of them, with every check of the build.
#   scripts/test.sh [MAVEN ARGUMENT...]      for example -Dtest=NameTest, -Dit.test=NameIT
# Where Kubernetes' control plane cannot be built, no container can run, or no Chromium can be installed, the tests that
# need it are left out, and the exit status is not 0. Clusters and an engine that the tests start are stopped again; what
# was there before stays.
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
optional=()
excluded=''
left_out=''
# First, because a node image that has to be built brings the control plane's programs along.
if ! scripts/kind/prepare.sh; then
    excluded=kind
    left_out="the tests between two kind clusters, because no Kubernetes node can run here"
    say "No Kubernetes node can run here: the tests between two kind clusters (dev.etcdsync.kind) are left out, the others run."
fi
if require_control_plane; then
    optional+=("-Dcontrol-plane.bin=$CONTROL_PLANE_BIN")
else
    # kubectl is one of its programs.
    excluded=planes,kind
    left_out="the tests with Kubernetes' control planes, because it could not be built"
    say "Kubernetes' control plane cannot be built here: its tests (dev.etcdsync.planes, dev.etcdsync.kind) are left out, the others run."
fi
if require_chromium; then
    optional+=("-Dchromium.bin=$CHROMIUM_BIN")
else
    excluded+=${excluded:+,}browser
    left_out+="${left_out:+; }the tests of the page, because there is no Chromium"
    say "The tests of the page in a browser are left out, the others run."
fi
status=0
maven verify "-Detcd36.bin=$ETCD_36_BIN" "-Detcd35.bin=$ETCD_35_BIN" "-Dtoxiproxy.bin=$TOXIPROXY_BIN" \
    ${optional[@]+"${optional[@]}"} ${excluded:+"-DexcludedGroups=$excluded"} "$@" || status=$?
[ -z "$left_out" ] || say "Left out: $left_out (see above)."
[ -z "$excluded" ] || [ "$status" -ne 0 ] || status=1
exit "$status"
