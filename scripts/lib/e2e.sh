# shellcheck shell=bash
# The image for tests on clusters. Sourced after tools.sh and jdk.sh.
#
#   require_e2e_image   exports E2E_IMAGE: a tar with etcd-sync/etcd-sync:e2e, as kind loads it

# A base that is there is used again: it takes longer than the image, and changes with the JDK only.
require_e2e_image() {
    local folder base
    folder=$TOOLS_CACHE/e2e
    mkdir -p "$folder" || return 1
    base=$folder/base-$("$JAVA_HOME/bin/java" --version | cksum | tr ' ' -).tar
    [ -e "$base" ] || scripts/base-image.sh "$base" || return 1
    E2E_IMAGE=$PWD/app/target/e2e/etcd-sync.tar
    scripts/image.sh tar "$E2E_IMAGE" "-Dimage.base=tar://$base" -Dimage.name=etcd-sync/etcd-sync:e2e || return 1
    export E2E_IMAGE
}
