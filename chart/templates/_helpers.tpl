{{/* All names begin with it; users' scripts know the default. */}}
{{- define "etcd-sync.fullname" -}}
{{- .Values.fullnameOverride | default "etcd-sync" -}}
{{- end }}

{{- define "etcd-sync.lease" -}}
{{- include "etcd-sync.fullname" . }}-mirror
{{- end }}

{{/* Of the gate; all that its Job needs is called so. */}}
{{- define "etcd-sync.gate" -}}
{{- include "etcd-sync.fullname" . }}-gate
{{- end }}

{{- define "etcd-sync.monitor" -}}
{{- include "etcd-sync.fullname" . }}-monitor
{{- end }}

{{- define "etcd-sync.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (include "etcd-sync.fullname" .) -}}
{{- end }}

{{/* ClusterRoles have no namespace, so its name is in theirs. */}}
{{- define "etcd-sync.probeRole" -}}
{{- printf "%s:%s:encryption-probe" .Release.Namespace (include "etcd-sync.fullname" .) -}}
{{- end }}

{{/* What pods of all components have in common. */}}
{{- define "etcd-sync.instanceLabels" -}}
app.kubernetes.io/name: etcd-sync
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "etcd-sync.selectorLabels" -}}
{{ include "etcd-sync.instanceLabels" . }}
app.kubernetes.io/component: replicator
{{- end }}

{{/* Labels that a user gives, as JSON: a label is a text, also where YAML takes it for a number. */}}
{{- define "etcd-sync.givenLabels" -}}
{{- $labels := dict -}}
{{- range $key, $text := . -}}
{{- $_ := set $labels $key ($text | toString) -}}
{{- end -}}
{{- toJson $labels -}}
{{- end }}

{{/*
The labels of an object of component `component`; `root` is the chart's scope. No `app` and no `service_name`: users list the
replicas by them, so that nothing but a replica may have them.
*/}}
{{- define "etcd-sync.labels" -}}
{{- $labels := include "etcd-sync.givenLabels" .root.Values.global.labels | fromJson -}}
{{- $own := include "etcd-sync.instanceLabels" .root | fromYaml -}}
{{- $_ := set $own "app.kubernetes.io/component" .component -}}
{{- $_ := set $own "app.kubernetes.io/part-of" "etcd-sync" -}}
{{- $_ := set $own "app.kubernetes.io/version" .root.Chart.AppVersion -}}
{{- $_ := set $own "app.kubernetes.io/managed-by" .root.Release.Service -}}
{{- $_ := set $own "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_") -}}
{{- omit (mergeOverwrite $labels $own) "app" "service_name" | toYaml -}}
{{- end }}

{{/* The labels of a replica. */}}
{{- define "etcd-sync.podLabels" -}}
{{- $labels := include "etcd-sync.givenLabels" .Values.podLabels | fromJson -}}
{{- $own := include "etcd-sync.labels" (dict "root" . "component" "replicator") | fromYaml -}}
{{- $_ := set $own "app" (include "etcd-sync.fullname" .) -}}
{{- $_ := set $own "service_name" (include "etcd-sync.fullname" .) -}}
{{- mergeOverwrite $labels $own | toYaml -}}
{{- end }}

{{- define "etcd-sync.image" -}}
{{- $image := index .Values.global.images "etcd-sync" -}}
{{- $name := printf "%s:%s" $image.repository ($image.tag | default .Chart.AppVersion) -}}
{{- with .Values.global.registry.address -}}
{{- trimSuffix "/" . }}/{{ $name -}}
{{- else -}}
{{- $name -}}
{{- end -}}
{{- end }}

{{/* What every pod of the chart has, whatever it mounts. */}}
{{- define "etcd-sync.podBase" -}}
# Kubernetes would set ETCD_SYNC_MONITOR_PORT and the like.
enableServiceLinks: false
{{- with .Values.global.registry.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ if kindIs "map" . }}{{ .name | toString | quote }}{{ else }}{{ . | quote }}{{ end }}
  {{- end }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The security context of pods that are not root. */}}
{{- define "etcd-sync.notRoot" -}}
runAsNonRoot: true
{{ include "etcd-sync.anyUser" . }}
{{- end }}

{{/* What it is for any user. */}}
{{- define "etcd-sync.anyUser" -}}
{{- if not (kindIs "invalid" .Values.fsGroup) -}}
fsGroup: {{ int64 .Values.fsGroup }}
{{ end -}}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* What the JVM and netty's native library need. */}}
{{- define "etcd-sync.tmp" -}}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- end }}

{{/* The pods that work with both etcds: replicas and tests. */}}
{{- define "etcd-sync.podSpec" -}}
{{- $own := dict "account" (include "etcd-sync.serviceAccount" .) "config" (include "etcd-sync.fullname" .) "optional" false -}}
{{- include "etcd-sync.linkPodSpec" (dict "root" . "own" $own) -}}
{{- end }}

{{/*
What such a pod is with what it finds: the account `own.account`, the ConfigMap `own.config`, and whether it starts without the
Secrets, `own.optional`.
*/}}
{{- define "etcd-sync.linkPodSpec" -}}
{{- $own := .own -}}
{{- with .root -}}
serviceAccountName: {{ $own.account }}
{{ include "etcd-sync.podBase" . }}
{{- if include "etcd-sync.usesHostPath" . }}
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - {key: node-role.kubernetes.io/control-plane, operator: Exists}
        - matchExpressions:
            - {key: node-role.kubernetes.io/master, operator: Exists}
{{- end }}
securityContext:
  {{- if include "etcd-sync.usesHostPath" . }}
  # The nodes' keys are readable by root alone.
  runAsNonRoot: false
  runAsUser: 0
  {{- include "etcd-sync.anyUser" . | nindent 2 }}
  {{- else }}
  {{- include "etcd-sync.notRoot" . | nindent 2 }}
  {{- end }}
volumes:
  - name: config
    configMap:
      name: {{ $own.config }}
  {{- include "etcd-sync.tmp" . | nindent 2 }}
  {{- include "etcd-sync.sideVolumes" (dict "root" . "side" "primary" "optional" $own.optional) | nindent 2 }}
  {{- include "etcd-sync.sideVolumes" (dict "root" . "side" "standby" "optional" $own.optional) | nindent 2 }}
{{- end }}
{{- end }}

{{/* What every container of the chart has, whatever it mounts. */}}
{{- define "etcd-sync.containerBase" -}}
image: {{ include "etcd-sync.image" . | quote }}
imagePullPolicy: {{ .Values.imagePullPolicy }}
{{- with .Values.javaOptions }}
# The image's entry point, with further options behind its own.
command:
  - java
  - "@/app/java-flags"
  {{- range . }}
  - {{ . | quote }}
  {{- end }}
  - "@/app/etcd-sync"
{{- end }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end }}

{{/* The containers that work with both etcds. */}}
{{- define "etcd-sync.container" -}}
{{ include "etcd-sync.containerBase" . }}
volumeMounts:
  # The whole folder: a single file would not be renewed when the ConfigMap changes.
  - {name: config, mountPath: /etc/etcd-sync/config, readOnly: true}
  - {name: tmp, mountPath: /tmp}
  {{- include "etcd-sync.sideMounts" (dict "root" . "side" "primary") | nindent 2 }}
  {{- include "etcd-sync.sideMounts" (dict "root" . "side" "standby") | nindent 2 }}
{{- end }}

{{/* Of what the gate needs: there as long as it runs. */}}
{{- define "etcd-sync.gateHook" -}}
helm.sh/hook: pre-delete
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}
