#!/usr/bin/env bash
# Sets up what the tests need and runs all of them, with every check of the build.
#   scripts/test.sh [MAVEN ARGUMENT...]      for example -Dtest=NameTest, -Dit.test=NameIT
# Where Kubernetes' control plane, cert-manager, Helm or promtool cannot be built, the Prometheus operator's kinds cannot be had, no
# container can run, or Chromium, haproxy or keepalived cannot be installed, the tests that need it are left out, and the exit status is
# not 0. Clusters and an engine that the tests start are stopped again; what was there before stays.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. scripts/lib/jdk.sh
. scripts/lib/tools.sh
. scripts/lib/helm.sh
. scripts/lib/cert-manager.sh
. scripts/lib/monitoring-crds.sh
. scripts/lib/e2e.sh
. scripts/kind/lib/settings.sh
. scripts/kind/lib/kubernetes.sh

require_jdk
require_maven
require_etcds
require_toxiproxy
given=()
# A tag expression of JUnit.
left_out=''

leave_out() {
    left_out=${left_out:+$left_out | }$1
    say "$2: the tests with the tag $1 are left out, the others run."
}

# First, because a node image that has to be built brings the control plane's programs along.
nodes=true
scripts/kind/prepare.sh || nodes=false
if require_control_plane; then
    given+=("-Dcontrol-plane.bin=$CONTROL_PLANE_BIN")
else
    leave_out planes "Kubernetes' control plane cannot be built here"
    # kubectl is one of its programs.
    nodes=false
fi
$nodes || leave_out kind "No Kubernetes node can run here, or kubectl is missing"
if require_cert_manager; then
    given+=("-Dcert-manager.bin=$CERT_MANAGER_BIN")
else
    leave_out cert-manager "cert-manager cannot be built here"
fi
if require_helms && require_platform_template && require_registry; then
    given+=("-Dhelm3.bin=$HELM_3_BIN" "-Dhelm4.bin=$HELM_4_BIN" "-Dplatform-template.bin=$PLATFORM_TEMPLATE_BIN"
        "-Dregistry.bin=$REGISTRY_BIN")
else
    leave_out chart "Helm, or a registry, cannot be built here"
fi
if require_monitoring_crds; then
    given+=("-Dmonitoring-crds.file=$MONITORING_CRDS")
else
    leave_out monitoring-crds "The kinds of the Prometheus operator cannot be had here"
fi
if $nodes && [ -n "${HELM_3_BIN:-}" ] && require_e2e_image; then
    given+=("-De2e.image=$E2E_IMAGE")
else
    leave_out image "The image cannot be built or installed here"
fi
if require_chromium; then
    given+=("-Dchromium.bin=$CHROMIUM_BIN")
else
    leave_out browser "There is no Chromium here"
fi
if require_forwarders; then
    given+=("-Dhaproxy.bin=$HAPROXY_BIN" "-Dkeepalived.bin=$KEEPALIVED_BIN")
else
    leave_out forwarding "haproxy or keepalived is missing here"
fi
if require_promtool; then
    given+=("-Dpromtool.bin=$PROMTOOL_BIN")
else
    leave_out alerts "promtool cannot be built here"
fi
status=0
maven verify "-Detcd36.bin=$ETCD_36_BIN" "-Detcd35.bin=$ETCD_35_BIN" "-Dtoxiproxy.bin=$TOXIPROXY_BIN" \
    ${given[@]+"${given[@]}"} ${left_out:+"-Dtests.left.out=$left_out"} "$@" || status=$?
if [ -n "$left_out" ]; then
    say "Left out: $left_out (see above)."
    [ "$status" -ne 0 ] || status=1
fi
exit "$status"
