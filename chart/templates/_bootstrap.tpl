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
Whether what side `side` mounts has the name of what is made here: not empty, or empty. Where the Secret has another name, somebody
else makes it.
*/}}
{{- define "etcd-sync.bootstrappable" -}}
{{- $tls := (index .root.Values .side).tls -}}
{{- $named := and $tls.clientCertificate (hasSuffix "-client" $tls.secret) -}}
{{- if eq .side "standby" -}}{{- $named = and $named (ne $tls.secret .root.Values.primary.tls.secret) -}}{{- end -}}
{{- if and $named (eq (include "etcd-sync.tlsFrom" .) "secret") -}}true{{- end -}}
{{- end }}

{{/* For which sides it makes something, as a JSON list. Without the primary's apiserver somebody makes all by hand. */}}
{{- define "etcd-sync.bootstraps" -}}
{{- $sides := list -}}
{{- if and .Values.bootstrap.enabled (include "etcd-sync.apiserver" .) -}}
{{- range $side := .Values.bootstrap.standby.enabled | ternary (list "primary" "standby") (list "primary") -}}
{{- if include "etcd-sync.bootstrappable" (dict "root" $ "side" $side) -}}{{- $sides = append $sides $side -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $sides -}}
{{- end }}

{{/*
For which sides something may be there when the release is uninstalled, as a JSON list: also where the bootstrap was switched off
since, for the key of the primary's CA must not be left. What another release has made is not deleted, whatever its name.
*/}}
{{- define "etcd-sync.cleansUp" -}}
{{- $sides := list -}}
{{- if and (not .Values.bootstrap.keep) (or .Values.rbac.create (include "etcd-sync.bootstraps" . | fromJsonArray)) -}}
{{- range $side := list "primary" "standby" -}}
{{- if include "etcd-sync.bootstrappable" (dict "root" $ "side" $side) -}}{{- $sides = append $sides $side -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $sides -}}
{{- end }}

{{/* The options that say how all that is made for `sides` is called. */}}
{{- define "etcd-sync.bootstrapNameOptions" -}}
{{- $root := .root -}}
{{- range $side := .sides }}
- {{ eq $side "primary" | ternary "--names" "--standby-names" }}
- {{ include "etcd-sync.bootstrapNames" (dict "root" $root "side" $side) | quote }}
{{- end }}
{{- end }}

{{/* When one of the jobs runs, as Helm names it; empty if none does. */}}
{{- define "etcd-sync.bootstrapEvents" -}}
{{- $events := list -}}
{{- if include "etcd-sync.bootstraps" . | fromJsonArray -}}{{- $events = list "pre-install" "pre-upgrade" -}}{{- end -}}
{{- if include "etcd-sync.cleansUp" . | fromJsonArray -}}{{- $events = append $events "post-delete" -}}{{- end -}}
{{- join "," $events -}}
{{- end }}

{{/* Of what the jobs need: there as long as they run, and again for the one after the release is gone. */}}
{{- define "etcd-sync.bootstrapHook" -}}
helm.sh/hook: {{ include "etcd-sync.bootstrapEvents" .root }}
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{/* Of what the bootstrap alone needs. */}}
{{- define "etcd-sync.installHook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{/* The rights on what is made for `sides`: to look at it and to delete it, and what is in the list `also`. */}}
{{- define "etcd-sync.bootstrapRules" -}}
{{- $root := .root -}}
{{- $made := dict "ca" list "client" list "issuer" list -}}
{{- range $side := .sides -}}
{{- $prefix := include "etcd-sync.bootstrapNames" (dict "root" $root "side" $side) -}}
{{- range $what, $names := $made -}}
{{- $_ := set $made $what (append $names (printf "%s-%s" $prefix $what)) -}}
{{- end -}}
{{- end -}}
- apiGroups: [""]
  resources: [secrets]
  resourceNames: {{ toJson $made.ca }}
  verbs: {{ concat (list "get") .also (list "delete") | toJson }}
- apiGroups: [""]
  resources: [secrets]
  resourceNames: {{ toJson $made.client }}
  verbs: [get, delete]
{{- if has "primary" .sides }}
# It stays for the next installation.
- apiGroups: [""]
  resources: [configmaps]
  resourceNames: [{{ include "etcd-sync.bootstrapNames" (dict "root" $root "side" "primary") }}-trust]
  verbs: {{ concat (list "get") .also | toJson }}
{{- end }}
- apiGroups: [cert-manager.io]
  resources: [issuers]
  resourceNames: {{ toJson $made.issuer }}
  verbs: {{ concat (list "get") .also (list "delete") | toJson }}
- apiGroups: [cert-manager.io]
  resources: [certificates]
  resourceNames: {{ toJson $made.client }}
  verbs: {{ concat (list "get") .also (list "delete") | toJson }}
{{- end }}
