{{/* What the migrate Job alone is told. */}}
{{- define "medusa.migrateEnvironment" -}}
- name: SHOPYARD_STORE_NAME
  value: {{ include "medusa.literal" (.Values.store.displayName | default .Values.store.name) }}
- name: SHOPYARD_ADMIN_EMAIL
  value: {{ include "medusa.literal" .Values.store.adminEmail }}
- name: SHOPYARD_ADMIN_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Values.credentials.secretName }}
      key: admin-password
{{- end }}

{{/* The pod of the migrate Job. */}}
{{- define "medusa.migratePod" -}}
metadata:
  labels:
    {{- include "medusa.labels" (dict "root" . "component" "migrate" "volume" "files") | nindent 4 }}
spec:
  {{- include "medusa.pod" (dict "root" . "uid" 1000) | nindent 2 }}
  {{- include "medusa.besideFiles" . | nindent 2 }}
  restartPolicy: Never
  {{- if .Values.copy.key }}
  initContainers:
    {{- include "medusa.copyDatabase" . | nindent 4 }}
  {{- end }}
  # migrate.mjs waits for Postgres and Redis itself, with the client it needs anyway: pg_isready can't retry, and a
  # failed pod would cost the Job's growing back-off.
  containers:
    - name: migrate
      image: {{ include "medusa.image" (dict "root" . "image" .Values.images.web) }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      command: [node, /opt/shopyard/migrate.mjs]
      securityContext:
        {{- include "medusa.container" . | nindent 8 }}
      env:
        {{- include "medusa.environment" . | nindent 8 }}
        {{- include "medusa.releaseEnvironment" . | nindent 8 }}
        {{- include "medusa.migrateEnvironment" . | nindent 8 }}
        - name: SHOPYARD_AWAIT_SECONDS
          value: "300"
      resources:
        {{- toYaml .Values.resources.job | nindent 8 }}
      volumeMounts:
        {{- include "medusa.mounts" . | nindent 8 }}
  volumes:
    {{- include "medusa.volumes" . | nindent 4 }}
    {{- if .Values.copy.key }}
    - name: copies
      configMap:
        name: {{ include "medusa.copies" . }}
    {{- end }}
{{- end }}
