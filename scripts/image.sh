#!/usr/bin/env bash
# Builds the image, without an engine for containers.
#   scripts/image.sh tar FILE [MAVEN ARGUMENT...]                    a tar that docker, podman and kind load; one platform
#   scripts/image.sh push REGISTRY/REPOSITORY:TAG [MAVEN ARGUMENT...]    for linux/amd64 and linux/arm64, unless -Djib.from.platforms= says otherwise
#
# It is based on gcr.io/distroless/java25-debian13:nonroot. Where that is out of reach, -Dimage.base=IMAGE names another one with a Java
# 25 on its PATH: of a registry, or tar://FILE. Credentials are those of `docker login`, or -Djib.to.auth.username=… and .password=….
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. scripts/lib/jdk.sh
. scripts/lib/tools.sh

usage() {
    say "usage: scripts/image.sh tar FILE | push REGISTRY/REPOSITORY:TAG  [MAVEN ARGUMENT...]"
    exit 2
}

[ $# -ge 2 ] || usage
what=$1 where=$2
shift 2
require_jdk
require_maven
case $what in
    tar)
        mkdir -p "$(dirname -- "$where")"
        where=$(cd "$(dirname -- "$where")" && pwd)/$(basename -- "$where")
        maven -q -Dfast -Pimage package jib:buildTar -pl app -am "-Djib.outputPaths.tar=$where" "$@"
        ;;
    push)
        [[ " $*" == *" -Djib.from.platforms="* ]] || set -- -Djib.from.platforms=linux/amd64,linux/arm64 "$@"
        maven -q -Dfast -Pimage package jib:build -pl app -am "-Dimage.name=$where" "$@"
        ;;
    *) usage ;;
esac
say "Built: $where"
