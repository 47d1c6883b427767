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

{{/*
How long the Job of the bootstrap may take, in seconds: as long as cert-manager for each certificate, and a minute and a half for the
pod and the primary. At the least, what the second try may take, too, before Helm stops waiting: five minutes if nobody says otherwise.
*/}}
{{- define "etcd-sync.bootstrapSeconds" -}}
{{- $number := regexFind "^[0-9]+" .Values.bootstrap.timeout | atoi -}}
{{- $unit := regexFind "[a-z]+$" .Values.bootstrap.timeout -}}
{{- $each := eq $unit "ms" | ternary (div (add $number 999) 1000) (mul $number (get (dict "s" 1 "m" 60 "h" 3600) $unit | default 1)) -}}
{{- max 270 (add (mul $each (include "etcd-sync.bootstraps" . | fromJsonArray | len)) 90) -}}
{{- end }}

{{/*
Of what the bootstrap needs: there as long as it runs. And again after the release is gone: what a Helm that was killed has left is
taken away by the next event at the latest.
*/}}
{{- define "etcd-sync.bootstrapHook" -}}
helm.sh/hook: pre-install,pre-upgrade,post-delete
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{/* Of what it needs in another namespace, which may be gone when the release goes. */}}
{{- define "etcd-sync.installHook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{/* Of what takes away what the bootstrap has made. */}}
{{- define "etcd-sync.cleanupHook" -}}
helm.sh/hook: post-delete
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{/* The names of all that is made for `sides`, as a JSON object by what it is. */}}
{{- define "etcd-sync.bootstrapMade" -}}
{{- $root := .root -}}
{{- $made := dict "ca" list "client" list "issuer" list -}}
{{- range $side := .sides -}}
{{- $prefix := include "etcd-sync.bootstrapNames" (dict "root" $root "side" $side) -}}
{{- range $what, $names := $made -}}
{{- $_ := set $made $what (append $names (printf "%s-%s" $prefix $what)) -}}
{{- end -}}
{{- end -}}
{{- toJson $made -}}
{{- end }}

{{/* Whom the primary is known by. */}}
{{- define "etcd-sync.bootstrapTrust" -}}
{{ include "etcd-sync.bootstrapNames" (dict "root" . "side" "primary") }}-trust
{{- end }}
