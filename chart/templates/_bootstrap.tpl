{{/* How the standby gets client certificates for the primary's etcd and for its own. */}}

{{/* The primary's kube-apiserver, or empty where nobody has said where it is. */}}
{{- define "etcd-sync.apiserver" -}}
{{- if .Values.bootstrap.apiserver -}}
{{- .Values.bootstrap.apiserver -}}
{{- else if .Values.primary.vip -}}
{{- contains ":" .Values.primary.vip | ternary (printf "https://[%s]:6443" .Values.primary.vip) (printf "https://%s:6443" .Values.primary.vip) -}}
{{- end -}}
{{- end }}

{{/* What the names of all that it makes for side `side` begin with: those of the Secret that the pods mount. */}}
{{- define "etcd-sync.bootstrapNames" -}}
{{- trimSuffix "-client" (index .root.Values .side).tls.secret -}}
{{- end }}

{{/*
Whether it makes something for side `side`: not empty, or empty. Where the Secret has another name, somebody else makes it. Without
the primary's apiserver somebody makes all by hand.
*/}}
{{- define "etcd-sync.bootstrapsSide" -}}
{{- $tls := (index .root.Values .side).tls -}}
{{- $wanted := and .root.Values.bootstrap.enabled (include "etcd-sync.apiserver" .root) $tls.clientCertificate (hasSuffix "-client" $tls.secret) -}}
{{- if eq .side "standby" -}}
{{- $wanted = and $wanted .root.Values.bootstrap.standby.enabled (ne $tls.secret .root.Values.primary.tls.secret) -}}
{{- end -}}
{{- if and $wanted (eq (include "etcd-sync.tlsFrom" .) "secret") -}}true{{- end -}}
{{- end }}

{{/* For which sides it makes something, as JSON; empty for none. */}}
{{- define "etcd-sync.bootstraps" -}}
{{- $sides := list -}}
{{- range $side := list "primary" "standby" -}}
{{- if include "etcd-sync.bootstrapsSide" (dict "root" $ "side" $side) -}}{{- $sides = append $sides $side -}}{{- end -}}
{{- end -}}
{{- if $sides -}}{{- toJson $sides -}}{{- end -}}
{{- end }}

{{/* The options that say how all that is made is called. */}}
{{- define "etcd-sync.bootstrapNameOptions" -}}
{{- range $side := include "etcd-sync.bootstraps" . | fromJsonArray }}
- {{ eq $side "primary" | ternary "--names" "--standby-names" }}
- {{ include "etcd-sync.bootstrapNames" (dict "root" $ "side" $side) | quote }}
{{- end }}
{{- end }}

{{/* Of what the jobs need: there as long as they run, and again for the one after the release is gone. */}}
{{- define "etcd-sync.bootstrapHook" -}}
helm.sh/hook: pre-install,pre-upgrade{{ if not .root.Values.bootstrap.keep }},post-delete{{ end }}
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{/* Of what the bootstrap alone needs. */}}
{{- define "etcd-sync.installHook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}
