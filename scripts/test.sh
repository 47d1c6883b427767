#!/usr/bin/env bash
# Sets up what the tests need and runs all of them, with every check of the build.
#   scripts/test.sh [MAVEN ARGUMENT...]      for example -Dtest=NameTest, -Dit.test=NameIT
# Where Kubernetes' control plane or Helm cannot be built, the tests that need it are left out, and the exit status is not 0.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. scripts/lib/jdk.sh
. scripts/lib/tools.sh
. scripts/lib/helm.sh
. scripts/kind/lib/settings.sh
. scripts/kind/lib/kubernetes.sh

require_jdk
require_maven
require_etcds
require_toxiproxy
planes=() charts=() left_out=()
if require_control_plane; then
    planes=("-Dcontrol-plane.bin=$CONTROL_PLANE_BIN")
else
    left_out+=(planes)
    say "Kubernetes' control plane cannot be built here: its tests (dev.etcdsync.planes) are left out, the others run."
fi
if require_helms && require_platform_template; then
    charts=("-Dhelm3.bin=$HELM_3_BIN" "-Dhelm4.bin=$HELM_4_BIN" "-Dplatform-template.bin=$PLATFORM_TEMPLATE_BIN")
else
    left_out+=(chart)
    say "Helm cannot be built here: the chart's tests (dev.etcdsync.chart) are left out, the others run."
fi
excluded=()
[ "${#left_out[@]}" -eq 0 ] || excluded=("-DexcludedGroups=$(IFS=,; echo "${left_out[*]}")")
status=0
maven verify "-Detcd36.bin=$ETCD_36_BIN" "-Detcd35.bin=$ETCD_35_BIN" "-Dtoxiproxy.bin=$TOXIPROXY_BIN" \
    ${planes[@]+"${planes[@]}"} ${charts[@]+"${charts[@]}"} ${excluded[@]+"${excluded[@]}"} "$@" \
    || status=$?
if [ "${#left_out[@]}" -ne 0 ]; then
    say "Left out: ${left_out[*]}, because what these tests need could not be built (see above)."
    [ "$status" -ne 0 ] || status=1
fi
exit "$status"
