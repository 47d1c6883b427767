#!/usr/bin/env bash
# Makes docs/pictures of the page as it is: the tests of the page open it in Chromium, over the real server, and these are some of
# their screenshots; and one of what the plugin's form asks, drawn from its descriptors. Run it when one of them has changed, and look at
# them.
#   scripts/pictures.sh           makes them, and records of which files
#   scripts/pictures.sh --keep    records the files as they are now: you have looked, and the pictures show them still
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. scripts/lib/jdk.sh
. scripts/lib/tools.sh

# Bytes; a checkout holds every version of them.
largest=150000
shots=app/target/page

# PicturesTest fails when one of these has changed.
record() {
    sha256sum app/src/main/resources/dev/etcdsync/monitor/page/* plugin-manifest/plugin-config.yaml >docs/pictures/sources.txt
    say "docs/pictures/sources.txt: written"
}

case ${1:-} in
    '') ;;
    --keep) record; exit ;;
    *) say "usage: scripts/pictures.sh [--keep], not \"$1\"."; exit 2 ;;
esac

require_jdk
require_maven
require_chromium
rm -rf "$shots"
maven verify -Dtest=NoSuchTest -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
    "-Dit.test=dev.etcdsync.monitor.PageIT#followingLevel+parked,dev.etcdsync.chart.FormPageIT" "-Dchromium.bin=$CHROMIUM_BIN" >&2

mkdir -p docs/pictures
take() {
    local bytes
    bytes=$(wc -c <"$shots/$1.png")
    if [ "$bytes" -gt "$largest" ]; then
        say "$shots/$1.png has $bytes bytes, more than $largest: make it smaller, or choose another state."
        exit 1
    fi
    cp "$shots/$1.png" "docs/pictures/$2.png"
    say "docs/pictures/$2.png: $bytes bytes"
}
take following-light page-light
take following-dark page-dark
take following-narrow page-narrow
take parked-light page-parked
take form-light form
record
