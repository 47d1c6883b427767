{{/*
The configuration file, as JSON of its settings. What is empty is left to the program's own default; the names are the
program's (docs/operations.md). HTTP is answered on 8080, which is its default, too.
*/}}
{{- define "etcd-sync.config" -}}
{{- include "etcd-sync.checkSides" . -}}
{{- $config := dict -}}
{{- $_ := set $config "primary" (include "etcd-sync.sideConfig" (dict "root" . "side" "primary") | fromJson) -}}
{{- $_ := set $config "standby" (include "etcd-sync.sideConfig" (dict "root" . "side" "standby") | fromJson) -}}
{{- $_ := set $config "link" .Values.link -}}
{{- if ne (include "etcd-sync.lease" .) "etcd-sync-mirror" -}}
{{- /* That one is the program's default in a pod. */ -}}
{{- $_ := set $config "lease" (include "etcd-sync.lease" .) -}}
{{- end -}}
{{- $_ := set $config "keyPrefix" .Values.keyPrefix -}}
{{- $_ := set $config "encryption" (dict "probe" (.Values.encryption.probe | ternary "on" "off")) -}}
{{- $_ := set $config "verbose" .Values.verbose -}}
{{- $_ := set $config "log" (dict "format" .Values.logFormat) -}}
{{- $scope := dict -}}
{{- range $what, $lists := include "etcd-sync.scope" . | fromJson -}}
{{- range $placement, $items := $lists -}}
{{- if $items -}}
{{- $_ := set $scope $what (merge (dict $placement $items) (get $scope $what | default dict)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $scope -}}{{- $_ := set $config "scope" $scope -}}{{- end -}}
{{- $_ := set $config "transactions" (dict "operations" (int64 .Values.transactions.operations) "bytes" .Values.transactions.bytes) -}}
{{- $_ := set $config "deletions" (dict "percent" (int64 .Values.deletions.percent) "keys" (int64 .Values.deletions.keys)) -}}
{{- $_ := set $config "timing" .Values.timing -}}
{{- toJson $config -}}
{{- end }}

{{/*
The user's rules of the scope, as JSON, and what this chart makes. If the primary has an installation, too, as before a failback, the same
objects are there under the same names: replicated they would take the place of this cluster's, and go with the primary's.
*/}}
{{- define "etcd-sync.scope" -}}
{{- $scope := deepCopy .Values.scope -}}
{{- if not (has .Release.Namespace ($scope.namespaces.in | default list)) -}}
{{- $_ := set $scope.namespaces "out" (append ($scope.namespaces.out | default list) .Release.Namespace | uniq) -}}
{{- end -}}
{{- range list "clusterroles" "clusterrolebindings" -}}
{{- $key := printf "%s%s/%s" $.Values.keyPrefix . (include "etcd-sync.probeRole" $) -}}
{{- $_ := set $scope.prefixes "out" (append ($scope.prefixes.out | default list) $key | uniq) -}}
{{- end -}}
{{- toJson $scope -}}
{{- end }}
