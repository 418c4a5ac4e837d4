{{/* Every helper takes the root context, or a dict of `root` and `component`. */}}

{{/* What a selector selects: never changes in the life of a release. */}}
{{- define "paper.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* The given labels never change ours. */}}
{{- define "paper.labels" -}}
{{- $labels := include "paper.selector" . | fromYaml -}}
{{- $_ := set $labels "app.kubernetes.io/managed-by" .root.Release.Service -}}
{{- merge $labels .root.Values.labels | toYaml -}}
{{- end }}

{{/* Name, labels and annotations of an object. Takes root, component, name and more annotations, if any. */}}
{{- define "paper.metadata" -}}
name: {{ .name }}
labels:
  {{- include "paper.labels" . | nindent 2 }}
{{- with merge (dict) .root.Values.annotations (.annotations | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Takes root and image. */}}
{{- define "paper.image" -}}
{{- $name := .image.repository -}}
{{- with .root.Values.image.registry -}}
{{- $name = printf "%s/%s" (trimSuffix "/" .) $name -}}
{{- end -}}
{{- if .image.digest -}}
{{ $name }}@{{ .image.digest }}
{{- else -}}
{{ $name }}:{{ .image.tag }}
{{- end -}}
{{- end }}

{{/* The host with its port where that isn't the scheme's own: what a browser sends as Host. */}}
{{- define "paper.authority" -}}
{{- with .Values.store -}}
{{- if and .port (ne (int .port) (ternary 443 80 (eq .scheme "https"))) -}}
{{ printf "%s:%d" .host (int .port) }}
{{- else -}}
{{ .host }}
{{- end -}}
{{- end -}}
{{- end }}

{{/* What is equal in the spec of every pod. Takes root and uid. */}}
{{- define "paper.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .uid }}
  runAsGroup: {{ .uid }}
  fsGroup: {{ .uid }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{/* The securityContext of every container. */}}
{{- define "paper.container" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* How the database is reached. */}}
{{- define "paper.database" -}}
- name: DATABASE_HOST
  value: {{ .Release.Name }}-database
- name: DATABASE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Values.credentials.secretName }}
      key: database-password
{{- end }}

{{/* What the shop's program is told; web and setup share it. Kubelet would expand $(NAME) in what a person chose. */}}
{{- define "paper.environment" -}}
{{ include "paper.database" . }}
- name: ADMIN_EMAIL
  value: {{ .Values.store.adminEmail | replace "$" "$$" | quote }}
- name: ADMIN_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Values.credentials.secretName }}
      key: admin-password
- name: STORE_NAME
  value: {{ .Values.store.displayName | default .Values.store.name | replace "$" "$$" | quote }}
{{- end }}

{{/* What pods of one image and environment have in common: the set-up Job records it, new pods wait for it. */}}
{{- define "paper.release" -}}
{{ print (include "paper.image" (dict "root" . "image" .Values.images.web)) (include "paper.environment" .) | sha256sum | trunc 12 }}
{{- end }}

{{- define "paper.releaseEnvironment" -}}
- name: SHOPYARD_RELEASE
  value: {{ include "paper.release" . | quote }}
{{- end }}

{{/* The pod of the set-up Job. */}}
{{- define "paper.setupPod" -}}
metadata:
  labels:
    {{- include "paper.labels" (dict "root" . "component" "setup") | nindent 4 }}
spec:
  {{- include "paper.pod" (dict "root" . "uid" 1000) | nindent 2 }}
  restartPolicy: Never
  containers:
    - name: setup
      image: {{ include "paper.image" (dict "root" . "image" .Values.images.web) }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      command: [node, /opt/paper-shop/setup.mjs]
      securityContext:
        {{- include "paper.container" . | nindent 8 }}
      env:
        {{- include "paper.environment" . | nindent 8 }}
        {{- include "paper.releaseEnvironment" . | nindent 8 }}
        - name: SHOPYARD_AWAIT_SECONDS
          value: "300"
      resources:
        {{- toYaml .Values.resources.job | nindent 8 }}
{{- end }}
