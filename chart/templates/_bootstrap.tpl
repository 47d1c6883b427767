{{/* How the standby gets a client certificate for the primary's etcd. */}}

{{/* The primary's kube-apiserver, or empty where nobody has said where it is. */}}
{{- define "etcd-sync.apiserver" -}}
{{- if .Values.bootstrap.apiserver -}}
{{- .Values.bootstrap.apiserver -}}
{{- else if .Values.primary.vip -}}
{{- contains ":" .Values.primary.vip | ternary (printf "https://[%s]:6443" .Values.primary.vip) (printf "https://%s:6443" .Values.primary.vip) -}}
{{- end -}}
{{- end }}

{{/* What the names of all that it makes begin with: those of the Secret that the pods mount. */}}
{{- define "etcd-sync.bootstrapNames" -}}
{{- trimSuffix "-client" .Values.primary.tls.secret -}}
{{- end }}

{{/* Whether there is one: not empty, or empty. Where the Secret has another name, somebody else makes it. */}}
{{- define "etcd-sync.bootstraps" -}}
{{- $tls := .Values.primary.tls -}}
{{- $wanted := and .Values.bootstrap.enabled (include "etcd-sync.apiserver" .) $tls.clientCertificate (hasSuffix "-client" $tls.secret) -}}
{{- if and $wanted (eq (include "etcd-sync.tlsFrom" (dict "root" . "side" "primary")) "secret") -}}true{{- end -}}
{{- end }}

{{/* Of what the jobs need: there as long as they run, and again for the one after the release is gone. */}}
{{- define "etcd-sync.bootstrapHook" -}}
helm.sh/hook: pre-install,pre-upgrade{{ if not .root.Values.bootstrap.keep }},post-delete{{ end }}
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}
