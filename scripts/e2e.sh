#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR
# The whole way on two Kubernetes clusters in kind: builds the image, installs it by Helm with what the plugin's form gives, and goes
# through docs/drill.md, from the installation to the failback. scripts/test.sh does it, too.
#   scripts/e2e.sh [MAVEN ARGUMENT...]
# Clusters that are up are used, and stay (docs/kind.md); what etcd-sync has made there is taken away before and after. Others are brought
# up and taken down.
#
# Or on two clusters that you have, and that may be lost: the standby becomes a copy of the primary, is promoted, and the other way round.
#   scripts/e2e.sh --may-be-lost --image REGISTRY/REPOSITORY:TAG
#       --primary-kubeconfig FILE --primary-address HOST --primary-pki FOLDER
#       --standby-kubeconfig FILE --standby-address HOST --standby-pki FOLDER [MAVEN ARGUMENT...]
#
#   --image        which both can pull, as scripts/image.sh pushes it; registry.k8s.io/pause:3.10.1 is pulled, too
#   --*-address    at which etcd (2379) and kube-apiserver (6443) answer, to this machine and to pods of both clusters
#   --*-pki        with etcd/ca.crt, etcd/ca.key, etcd/healthcheck-client.crt and .key, as /etc/kubernetes/pki of kubeadm's nodes
#
# The standby needs cert-manager. The namespace cpaas-system must be on neither, nor keys below /etcd-sync/: the drill makes them, and takes
# them away. What cannot be done from outside is left out, and said: whatever stops a node, cuts its network, or kills its programs.
set -euo pipefail
here=$PWD
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. scripts/lib/jdk.sh
. scripts/lib/tools.sh
. scripts/lib/helm.sh
. scripts/lib/cert-manager.sh
. scripts/lib/e2e.sh
. scripts/kind/lib/settings.sh
. scripts/kind/lib/kubernetes.sh

usage() {
    say "$1 See the head of scripts/e2e.sh."
    exit 2
}

# Sets clusters, as the tests read them; ends with a sentence where something is missing.
take_clusters() {
    local side what name file
    $may_be_lost || usage "The drill overwrites and promotes the clusters that are given: say --may-be-lost if they may be."
    [[ $image == */*:* ]] || usage "--image is missing, or is no REGISTRY/REPOSITORY:TAG."
    clusters=("-De2e.image.name=$image")
    for side in primary standby; do
        for what in kubeconfig address pki; do
            name=${side}_$what
            [ -n "${!name:-}" ] || usage "--$side-$what is missing."
            clusters+=("-D$side.$what=${!name}")
        done
        name=${side}_kubeconfig
        [ -r "${!name}" ] || usage "There is no file \"${!name}\"."
        name=${side}_pki
        for file in ca.crt ca.key healthcheck-client.crt healthcheck-client.key; do
            [ -r "${!name}/etcd/$file" ] || usage "There is no file \"${!name}/etcd/$file\"."
        done
    done
}

given=false may_be_lost=false image='' clusters=()
while [ $# -gt 0 ]; do
    case $1 in
        --may-be-lost) given=true may_be_lost=true; shift; continue ;;
        --image | --primary-kubeconfig | --primary-address | --primary-pki | --standby-kubeconfig | --standby-address | --standby-pki)
            [ $# -ge 2 ] || usage "$1 needs a value."
            ;;
        --*) usage "\"$1\" is unknown." ;;
        *) break ;;
    esac
    given=true
    name=${1#--}
    case $1 in
        --image) image=$2 ;;
        --*-address) printf -v "${name/-/_}" %s "$2" ;;
        *)
            # Seen from where it was typed; tests run in another folder.
            [[ $2 == /* ]] || set -- "$1" "$here/$2" "${@:3}"
            printf -v "${name/-/_}" %s "$2"
            ;;
    esac
    shift 2
done
if $given; then
    take_clusters
fi

require_jdk
require_maven
require_etcds
require_helms
require_platform_template
if $given; then
    require_control_plane
    # shellcheck disable=SC2154 # take_clusters has seen to it.
    "$CONTROL_PLANE_BIN/kubectl" --kubeconfig="$standby_kubeconfig" get crd certificates.cert-manager.io >/dev/null \
        || usage "The standby has no cert-manager, or does not answer."
else
    require_cert_manager
    scripts/kind/prepare.sh
    require_control_plane
    require_e2e_image
    clusters=("-Dcert-manager.bin=$CERT_MANAGER_BIN" "-De2e.image=$E2E_IMAGE")
fi

maven verify -Dtest=NoSuchTest -Dit.test=DrillIT -Dsurefire.failIfNoSpecifiedTests=false \
    "-Detcd36.bin=$ETCD_36_BIN" "-Dcontrol-plane.bin=$CONTROL_PLANE_BIN" \
    "-Dhelm3.bin=$HELM_3_BIN" "-Dhelm4.bin=$HELM_4_BIN" "-Dplatform-template.bin=$PLATFORM_TEMPLATE_BIN" \
    "${clusters[@]}" "$@"
