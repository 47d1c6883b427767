#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR
# The whole way on two Kubernetes clusters in kind: builds the image, installs it by Helm with what the plugin's form gives, and goes
# through docs/drill.md, from the installation to the failback. scripts/test.sh does it, too.
#   scripts/e2e.sh [MAVEN ARGUMENT...]
# Clusters that are up are used, and stay (docs/kind.md); what etcd-sync has made there is taken away before and after. Others are brought
# up and taken down.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. scripts/lib/jdk.sh
. scripts/lib/tools.sh
. scripts/lib/helm.sh
. scripts/lib/cert-manager.sh
. scripts/lib/e2e.sh
. scripts/kind/lib/settings.sh
. scripts/kind/lib/kubernetes.sh

require_jdk
require_maven
require_etcds
require_helms
require_platform_template
require_cert_manager
scripts/kind/prepare.sh
require_control_plane
require_e2e_image

maven verify -Dtest=NoSuchTest -Dit.test=DrillIT -Dsurefire.failIfNoSpecifiedTests=false \
    "-Detcd36.bin=$ETCD_36_BIN" "-Dcontrol-plane.bin=$CONTROL_PLANE_BIN" \
    "-Dhelm3.bin=$HELM_3_BIN" "-Dhelm4.bin=$HELM_4_BIN" "-Dplatform-template.bin=$PLATFORM_TEMPLATE_BIN" \
    "-Dcert-manager.bin=$CERT_MANAGER_BIN" "-De2e.image=$E2E_IMAGE" "$@"
