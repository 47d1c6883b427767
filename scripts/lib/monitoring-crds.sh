# shellcheck shell=bash
# The kinds of the Prometheus operator that the chart makes objects of, for tests. Sourced after tools.sh.
#
#   require_monitoring_crds   exports MONITORING_CRDS: a file with the definitions of ServiceMonitor and PrometheusRule

PROMETHEUS_OPERATOR_VERSION=0.85.0

# They are part of its published module.
build_monitoring_crds() {
    local version=$1 folder=$2 module
    module=$(go mod download -json "github.com/prometheus-operator/prometheus-operator@v$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p') \
        && cat "$module"/example/prometheus-operator-crd/monitoring.coreos.com_{servicemonitors,prometheusrules}.yaml >"$folder/bin/crds.yaml"
}

require_monitoring_crds() {
    build_once monitoring-crds "$PROMETHEUS_OPERATOR_VERSION" build_monitoring_crds || return 1
    export MONITORING_CRDS=$TOOLS_CACHE/monitoring-crds/$PROMETHEUS_OPERATOR_VERSION/bin/crds.yaml
}
