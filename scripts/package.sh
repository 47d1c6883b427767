#!/usr/bin/env bash
# Makes the package that the platform's marketplace takes: the chart with module-plugin.yaml in its root and
# scripts/plugin-config.yaml, all of one version, beside it the SBOM of the image, and says what to do with it next.
#   scripts/package.sh [--version X.Y.Z] [--registry HOST[:PORT] [--plain-http]] [--project NAME] [--base IMAGE] [--platforms LIST]
#                      [--output FOLDER]
#
#   --version      of the program, the chart and the plugin; by default what chart/Chart.yaml says. The plugin's has a v before it
#   --registry     where the chart and the image are pushed to. Log in before: helm registry login, and for the image see
#                  scripts/image.sh. Without it nothing is pushed
#   --plain-http   that registry speaks HTTP
#   --project      folder of both in the registry; by default etcd-sync
#   --base         what the image is based on: an image of a registry, or tar://FILE, which has one platform; by default see
#                  scripts/image.sh
#   --platforms    what the image is built for: linux/amd64, linux/arm64, or both with a comma, which is the default. The base must have them
#   --output       by default app/target/package; its part for this version is made anew
#
# HELM names another helm than that on PATH. violet itself is not needed here, and is not called.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. scripts/lib/jdk.sh
. scripts/lib/tools.sh
. scripts/lib/helm.sh

module="etcd-sync-replicator"
chart="chart-etcd-sync"
version=$(sed -n 's/^version: //p' chart/Chart.yaml)
registry='' plain='' project=etcd-sync output=app/target/package base='' platforms=linux/amd64,linux/arm64

usage() {
    say "usage: scripts/package.sh [--version X.Y.Z] [--registry HOST[:PORT] [--plain-http]] [--project NAME] [--base IMAGE] [--platforms LIST] [--output FOLDER]: $1"
    exit 2
}

while [ $# -gt 0 ]; do
    case $1 in
        --plain-http) plain=--plain-http; shift; continue ;;
        --version | --registry | --project | --base | --platforms | --output) [ $# -ge 2 ] || usage "$1 needs a value." ;;
        *) usage "\"$1\" is unknown." ;;
    esac
    case $1 in
        --version) version=${2#v} ;;
        --registry) registry=$2 ;;
        --project) project=$2 ;;
        --base) base=$2 ;;
        --platforms) platforms=$2 ;;
        --output) output=$2 ;;
    esac
    shift 2
done
number='(0|[1-9][0-9]*)' word='[0-9A-Za-z-]+'
[[ $version =~ ^$number\.$number\.$number(-$word(\.$word)*)?$ ]] || usage "\"$version\" is no version: write it like 1.2.3."
[[ $registry =~ ^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[1-9][0-9]{0,4})?$ || -z $registry ]] || usage "\"$registry\" is no registry: write HOST or HOST:PORT; the folder in it is --project."
[[ $project =~ ^[a-z0-9][a-z0-9._-]*(/[a-z0-9._-]+)*$ ]] || usage "\"$project\" is no folder in a registry."
[[ $output =~ ^[^-] ]] || usage "\"$output\" is no folder: --output needs one, and what begins with - is an option."
case $platforms in
    linux/amd64 | linux/arm64 | linux/amd64,linux/arm64) ;;
    linux/arm64,linux/amd64) platforms=linux/amd64,linux/arm64 ;;
    *) usage "\"$platforms\" is no list of platforms: write linux/amd64, linux/arm64, or both with a comma." ;;
esac
case $base in
    tar://*)
        [ -f "${base#tar://}" ] || usage "there is no file \"${base#tar://}\": --base tar://FILE is an image as scripts/base-image.sh or docker save writes it."
        # The build would take it for both, and say so in a warning at most.
        [[ $platforms != *,* ]] || usage "\"$base\" has one platform: say which, by --platforms linux/amd64 or --platforms linux/arm64."
        base=tar://$(cd "$(dirname -- "${base#tar://}")" && pwd)/$(basename -- "$base")
        ;;
    '') ;;
    *) [[ $base =~ ^[A-Za-z0-9][A-Za-z0-9._:/@-]*$ ]] || usage "\"$base\" is no image: write REGISTRY/REPOSITORY:TAG, or tar://FILE." ;;
esac

# What the build of the image is told beside its name.
build=("-Djib.from.platforms=$platforms" ${base:+"-Dimage.base=$base"})

require_helm
require_jdk
require_maven

folder=$output/v$version
rm -rf "${folder:?}"
mkdir -p "$folder/$chart"
cp -R chart/. "$folder/$chart"
rm -rf "$folder/$chart/ci"
mkdir "$folder/$chart/scripts"
cp plugin-manifest/module-plugin.yaml "$folder/$chart/module-plugin.yaml"
cp plugin-manifest/plugin-config.yaml "$folder/$chart/scripts/plugin-config.yaml"

# Replaces in file $1 every line that the pattern $2 finds by $3, and fails where there are not $4 of them.
put() {
    local found
    found=$(grep -cE -- "$2" "$1" || true)
    if [ "$found" -ne "$4" ]; then
        say "$1 has $found lines like $2, not $4: scripts/package.sh has to be adapted to it."
        exit 1
    fi
    sed -E "s|$2|$3|" "$1" >"$1.new" && mv "$1.new" "$1"
}

put "$folder/$chart/Chart.yaml" '^version: .*' "version: v$version" 1
put "$folder/$chart/Chart.yaml" '^appVersion: .*' "appVersion: $version" 1
# violet reads the images from here, and knows no default of a template.
put "$folder/$chart/values.yaml" '^      tag: ""$' "      tag: \"$version\"" 1
put "$folder/$chart/values.yaml" '^      repository: .*' "      repository: $project/etcd-sync" 1
[[ $platforms == *arm64* ]] || put "$folder/$chart/values.yaml" '^      support_arm: true$' "      support_arm: false" 1
[ -z "$registry" ] || put "$folder/$chart/values.yaml" '^    address: ""$' "    address: \"$registry\"" 1
put "$folder/$chart/module-plugin.yaml" '^  version: .*' "  version: v$version" 1
put "$folder/$chart/module-plugin.yaml" '^          version: .*' "          version: v$version" 1
put "$folder/$chart/module-plugin.yaml" '^        - name: .*' "        - name: $project/$chart" 1
put "$folder/$chart/module-plugin.yaml" '^  mainChart: .*' "  mainChart: $project/$chart" 1
put "$folder/$chart/scripts/plugin-config.yaml" '^  etcd-sync/chart-etcd-sync: ' "  $project/$chart: " 1

"$HELM" lint --quiet "$folder/$chart" --values chart/ci/default-values.yaml >&2
"$HELM" package "$folder/$chart" --destination "$folder" >&2
package=$folder/$chart-v$version.tgz

sbom=$folder/etcd-sync-v$version.cdx.json
maven -q -Dfast -Pimage -pl app cyclonedx:makeBom@sbom "-DoutputDirectory=$(cd "$folder" && pwd)/sbom" -DoutputFormat=json >&2
mv "$folder/sbom/bom.json" "$sbom"
rmdir "$folder/sbom"

if [ -n "$registry" ]; then
    scripts/image.sh push "$registry/$project/etcd-sync:$version" "${build[@]}" ${plain:+-Djib.allowInsecureRegistries=true}
    "$HELM" push "$package" "oci://$registry/$project" $plain >&2
fi

at=${registry:-REGISTRY}
[ -n "$registry" ] || cat <<END
Nothing was pushed: --registry was not given. The package is $package,
and what the image is made of beside its base, in CycloneDX, $sbom.
Push it and the image to a registry, REGISTRY below, that violet can read:

  scripts/image.sh push REGISTRY/$project/etcd-sync:$version ${build[*]}
  helm push $package oci://REGISTRY/$project

END
cat <<END
On a machine that has violet and reaches that registry:

  violet create $module --artifact $at/$project/$chart:v$version --platforms $platforms ${plain:+--plain }\\
      --username REGISTRY_USER --password REGISTRY_PASSWORD
  violet package $module ${plain:+--plain }--username REGISTRY_USER --password REGISTRY_PASSWORD

makes $module.tgz. Then to the standby's platform, where it is installed. Without --dest-repo, or with another platform's
address, it would land in the primary's registry; an IPv6 address is not possible in either, a name is:

  violet push $module.tgz \\
      --platform-address https://STANDBY_PLATFORM_ADDRESS --platform-username USER --platform-password PASSWORD \\
      --dest-repo STANDBY_VIP:11443 --username STANDBY_REGISTRY_USER --password STANDBY_REGISTRY_PASSWORD

And to the primary's, so that it is there when the roles have changed:

  violet push $module.tgz \\
      --platform-address https://PRIMARY_PLATFORM_ADDRESS --platform-username USER --platform-password PASSWORD

After some 10 minutes it stands on the standby under Marketplace > Cluster Plugins of the cluster global. These commands follow the
platform's documents; no violet has been tried.
END
