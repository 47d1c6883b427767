{{/* The two etcds: their endpoints, and the files that they need. */}}

{{/* A list, or a text with commas, as a JSON list without blanks, closing slashes and empty items. */}}
{{- define "etcd-sync.list" -}}
{{- $given := . -}}
{{- if kindIs "string" . -}}{{- $given = splitList "," . -}}{{- end -}}
{{- $items := list -}}
{{- range $given -}}
{{- with trim . | trimSuffix "/" -}}{{- $items = append $items . -}}{{- end -}}
{{- end -}}
{{- toJson $items -}}
{{- end }}

{{/* https://HOST:2379 of a host, an IPv4 or an IPv6 address. */}}
{{- define "etcd-sync.url" -}}
{{- contains ":" . | ternary (printf "https://[%s]:2379" .) (printf "https://%s:2379" .) -}}
{{- end }}

{{/* Whether the primary is reached by its VIP alone: not empty, or empty. */}}
{{- define "etcd-sync.primaryByVip" -}}
{{- if not (include "etcd-sync.list" .Values.primary.endpoints | fromJsonArray) -}}true{{- end -}}
{{- end }}

{{- define "etcd-sync.primaryEndpoints" -}}
{{- if not (include "etcd-sync.primaryByVip" .) -}}
{{- include "etcd-sync.list" .Values.primary.endpoints -}}
{{- else if .Values.primary.vip -}}
{{- list (include "etcd-sync.url" .Values.primary.vip) | toJson -}}
{{- else -}}
{{- fail "primary.endpoints and primary.vip are empty: name the members of the primary's etcd, such as https://10.0.0.1:2379, or its VIP" -}}
{{- end -}}
{{- end }}

{{- define "etcd-sync.standbyEndpoints" -}}
{{- $given := include "etcd-sync.list" .Values.standby.endpoints | fromJsonArray -}}
{{- if and (has "auto" $given) (gt (len $given) 1) -}}
{{- fail "standby.endpoints has \"auto\" and something beside it: write auto alone, or name every member of the standby's etcd" -}}
{{- else if and $given (ne (first $given) "auto") -}}
{{- toJson $given -}}
{{- else -}}
{{- $urls := list -}}
{{- range (lookup "v1" "Node" "" "").items -}}
{{- $labels := .metadata.labels | default dict -}}
{{- if or (hasKey $labels "node-role.kubernetes.io/control-plane") (hasKey $labels "node-role.kubernetes.io/master") -}}
{{- $address := "" -}}
{{- range .status.addresses -}}
{{- if and (eq .type "InternalIP") (not $address) -}}{{- $address = .address -}}{{- end -}}
{{- end -}}
{{- if $address -}}{{- $urls = append $urls (include "etcd-sync.url" $address) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- if not $urls -}}
{{- fail "standby.endpoints is \"auto\", and no control-plane node can be seen from here (helm template never sees one): name the members of the standby's etcd, such as https://10.0.0.4:2379" -}}
{{- end -}}
{{- toJson $urls -}}
{{- end -}}
{{- end }}

{{/* The endpoints of side `side` as a JSON list. */}}
{{- define "etcd-sync.endpoints" -}}
{{- if eq .side "primary" -}}
{{- include "etcd-sync.primaryEndpoints" .root -}}
{{- else -}}
{{- include "etcd-sync.standbyEndpoints" .root -}}
{{- end -}}
{{- end }}

{{/*
What is wrong with an endpoint, and what to write in its place; empty if nothing is. values.schema.json and the plugin's form have the same
patterns, but a schema can be skipped. What stands before an @ may be a password, and is not repeated.
*/}}
{{- define "etcd-sync.endpointFault" -}}
{{- $host := `([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\.?|\[[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*\])` -}}
{{- $port := `([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])` -}}
{{- if not (regexMatch (printf "^https?://%s:%s$" $host $port) .) -}}
{{- regexReplaceAll `^([A-Za-z][A-Za-z0-9+.-]*:/{1,2})?.*@` . "${1}***@" | printf "%q" }} {{ if regexMatch `^https?://[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*$` . -}}
has an IPv6 address without brackets: write https://[ADDRESS]:PORT
{{- else if regexMatch (printf "^https?://%s(:[0-9]*)?$" $host) . -}}
needs a port from 1 to 65535 (etcd's is 2379)
{{- else -}}
is no endpoint: write https://HOST:PORT, of IPv6 https://[ADDRESS]:PORT
{{- end -}}
{{- end -}}
{{- end }}

{{/* Refuses what the program would refuse, or worse: what it could not tell. */}}
{{- define "etcd-sync.checkSides" -}}
{{- $hosts := dict -}}
{{- range $side := list "primary" "standby" -}}
{{- $schemes := dict -}}
{{- range include "etcd-sync.endpoints" (dict "root" $ "side" $side) | fromJsonArray -}}
{{- with include "etcd-sync.endpointFault" . -}}
{{- fail (printf "%s.endpoints: %s" $side .) -}}
{{- end -}}
{{- $_ := set $schemes (hasPrefix "https:" . | ternary "https" "http") true -}}
{{- $host := regexReplaceAll "^https?://" . "" | lower -}}
{{- if hasKey $hosts $host -}}
{{- if ne (get $hosts $host) $side -}}
{{- fail (printf "primary.endpoints and standby.endpoints both name %s: they must be two clusters; correct one of them" $host) -}}
{{- end -}}
{{- end -}}
{{- $_ := set $hosts $host $side -}}
{{- end -}}
{{- if gt (len $schemes) 1 -}}
{{- fail (printf "%s.endpoints: some are http and some are https: use one of the two for all" $side) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Whether the endpoints of side `side` are https: not empty, or empty. */}}
{{- define "etcd-sync.encrypted" -}}
{{- if hasPrefix "https:" (include "etcd-sync.endpoints" . | fromJsonArray | first) -}}true{{- end -}}
{{- end }}

{{/* Whether the standby's files come from the nodes: not empty, or empty. */}}
{{- define "etcd-sync.usesHostPath" -}}
{{- if and .Values.standby.tls.hostPath.enabled (include "etcd-sync.encrypted" (dict "root" . "side" "standby")) -}}true{{- end -}}
{{- end }}

{{/* Where the files of side `side` come from: hostPath, secret or none. */}}
{{- define "etcd-sync.tlsFrom" -}}
{{- if not (include "etcd-sync.encrypted" .) -}}none
{{- else if and (eq .side "standby") (include "etcd-sync.usesHostPath" .root) -}}hostPath
{{- else if (index .root.Values .side).tls.secret -}}secret
{{- else -}}none
{{- end -}}
{{- end }}

{{/* The volumes of side `side`; with `optional` a Secret that is missing does not keep the pod from starting. */}}
{{- define "etcd-sync.sideVolumes" -}}
{{- $values := index .root.Values .side -}}
{{- $from := include "etcd-sync.tlsFrom" . -}}
{{- if eq $from "hostPath" }}
- name: {{ .side }}-tls
  hostPath:
    path: {{ $values.tls.hostPath.directory | quote }}
    type: Directory
{{- else if eq $from "secret" }}
- name: {{ .side }}-tls
  secret:
    secretName: {{ $values.tls.secret | quote }}
    defaultMode: 0440
    {{- if .optional }}
    optional: true
    {{- end }}
    # Named one by one: a pod does not start without them, and the event says which is missing.
    items:
      - {key: ca.crt, path: ca.crt}
      {{- if $values.tls.clientCertificate }}
      - {key: tls.crt, path: tls.crt}
      - {key: tls.key, path: tls.key}
      {{- end }}
{{- end }}
{{- with $values.credentialsSecret }}
- name: {{ $.side }}-credentials
  secret:
    secretName: {{ . | quote }}
    defaultMode: 0440
    {{- if $.optional }}
    optional: true
    {{- end }}
    items:
      - {key: credentials, path: credentials}
{{- end }}
{{- end }}

{{- define "etcd-sync.sideMounts" -}}
{{- if ne (include "etcd-sync.tlsFrom" .) "none" }}
- {name: {{ .side }}-tls, mountPath: /etc/etcd-sync/{{ .side }}-tls, readOnly: true}
{{- end }}
{{- if (index .root.Values .side).credentialsSecret }}
- {name: {{ .side }}-credentials, mountPath: /etc/etcd-sync/{{ .side }}-credentials, readOnly: true}
{{- end }}
{{- end }}

{{/* The part of the configuration file that side `side` has, as JSON. */}}
{{- define "etcd-sync.sideConfig" -}}
{{- $values := index .root.Values .side -}}
{{- $from := include "etcd-sync.tlsFrom" . -}}
{{- $folder := printf "/etc/etcd-sync/%s-tls" .side -}}
{{- $tls := dict -}}
{{- if eq $from "hostPath" -}}
{{- $_ := set $tls "ca" (printf "%s/%s" $folder $values.tls.hostPath.ca) -}}
{{- $_ := set $tls "certificate" (printf "%s/%s" $folder $values.tls.hostPath.certificate) -}}
{{- $_ := set $tls "key" (printf "%s/%s" $folder $values.tls.hostPath.key) -}}
{{- else if eq $from "secret" -}}
{{- $_ := set $tls "ca" (printf "%s/ca.crt" $folder) -}}
{{- if $values.tls.clientCertificate -}}
{{- $_ := set $tls "certificate" (printf "%s/tls.crt" $folder) -}}
{{- $_ := set $tls "key" (printf "%s/tls.key" $folder) -}}
{{- end -}}
{{- end -}}
{{- if include "etcd-sync.encrypted" . -}}
{{- $byVip := and (eq .side "primary") (eq (include "etcd-sync.primaryByVip" .root) "true") -}}
{{- with $values.tls.serverName | default ($byVip | ternary "localhost" "") -}}
{{- $_ := set $tls "serverName" . -}}
{{- end -}}
{{- end -}}
{{- $config := dict "endpoints" (include "etcd-sync.endpoints" . | fromJsonArray) -}}
{{- if $tls -}}{{- $_ := set $config "tls" $tls -}}{{- end -}}
{{- if $values.credentialsSecret -}}
{{- $_ := set $config "credentials" (printf "/etc/etcd-sync/%s-credentials/credentials" .side) -}}
{{- end -}}
{{- toJson $config -}}
{{- end }}
