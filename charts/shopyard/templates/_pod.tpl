{{/* Most pods a component may have: a disruption budget protects nothing where that is one. */}}
{{- define "shopyard.replicas" -}}
{{- $values := index .root.Values .component -}}
{{- if dig "autoscaling" "enabled" false $values -}}
{{ int $values.autoscaling.maxReplicas }}
{{- else -}}
{{ int $values.replicas }}
{{- end -}}
{{- end }}

{{/* Where a new version comes up before the old one goes. */}}
{{- define "shopyard.strategy" -}}
type: RollingUpdate
rollingUpdate:
  maxUnavailable: 0
  maxSurge: 1
{{- end }}

{{/* The labels of a component's pods. */}}
{{- define "shopyard.podLabels" -}}
{{ include "shopyard.labels" .root }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* What is equal in the spec of every pod, the test's included. Takes root. */}}
{{- define "shopyard.lockedPod" -}}
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{/* What is equal in the spec of every component's pods. Takes root and component. */}}
{{- define "shopyard.pod" -}}
serviceAccountName: {{ .root.Release.Name }}-{{ .component }}
{{ include "shopyard.lockedPod" . }}
{{- $own := ternary .root.Release.Name "" .root.Values.priorityClass.create }}
{{- with .root.Values.priorityClassName | default $own }}
priorityClassName: {{ . }}
{{- end }}
{{- if .root.Values.topologySpread.enabled }}
topologySpreadConstraints:
  - topologyKey: kubernetes.io/hostname
    maxSkew: 1
    # A cluster with one node is no reason not to run.
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "shopyard.selectorLabels" . | nindent 8 }}
    # Pods of the version that goes away must not push those of the new one together.
    matchLabelKeys: [pod-template-hash]
# Zones apart from that: the scheduler counts a node for no constraint when it lacks the label of one, and clusters
# without zones have nodes all the same.
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: topology.kubernetes.io/zone
          labelSelector:
            matchLabels:
              {{- include "shopyard.selectorLabels" . | nindent 14 }}
          matchLabelKeys: [pod-template-hash]
{{- end }}
{{- end }}

{{/* The securityContext of every container. */}}
{{- define "shopyard.container" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Probes on the port called health. Liveness asks the process alone: no cluster is no reason to restart. */}}
{{- define "shopyard.probes" -}}
startupProbe:
  httpGet:
    path: /healthz
    port: health
    scheme: HTTP
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet:
    path: /healthz
    port: health
    scheme: HTTP
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet:
    path: /readyz
    port: health
    scheme: HTTP
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 3
{{- end }}
