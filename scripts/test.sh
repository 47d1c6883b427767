#!/usr/bin/env bash
# Sets up what the tests need and runs all of them, with every check of the build.
#   scripts/test.sh [MAVEN ARGUMENT...]      for example -Dtest=NameTest, -Dit.test=NameIT
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. scripts/lib/jdk.sh
. scripts/lib/tools.sh

require_jdk
require_maven
require_etcds
require_toxiproxy
maven verify "-Detcd36.bin=$ETCD_36_BIN" "-Detcd35.bin=$ETCD_35_BIN" "-Dtoxiproxy.bin=$TOXIPROXY_BIN" "$@"
