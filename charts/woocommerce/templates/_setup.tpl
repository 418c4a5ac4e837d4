{{/* What the set-up Job alone is told. */}}
{{- define "woocommerce.setupEnvironment" -}}
- name: SHOPYARD_STORE_NAME
  value: {{ include "woocommerce.literal" (.Values.store.displayName | default .Values.store.name) }}
- name: SHOPYARD_ADMIN_EMAIL
  value: {{ include "woocommerce.literal" .Values.store.adminEmail }}
- name: SHOPYARD_ADMIN_USERNAME
  valueFrom:
    secretKeyRef:
      name: {{ .Values.credentials.secretName }}
      key: admin-username
- name: SHOPYARD_ADMIN_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Values.credentials.secretName }}
      key: admin-password
{{- end }}

{{/* The pod of the set-up Job. */}}
{{- define "woocommerce.setupPod" -}}
metadata:
  labels:
    {{- include "woocommerce.labels" (dict "root" . "component" "setup" "volume" "uploads") | nindent 4 }}
spec:
  {{- include "woocommerce.pod" (dict "root" . "uid" 33) | nindent 2 }}
  {{- include "woocommerce.besideUploads" . | nindent 2 }}
  restartPolicy: Never
  {{- if .Values.copy.key }}
  initContainers:
    {{- include "woocommerce.copyDatabase" . | nindent 4 }}
  {{- end }}
  # setup.php waits for MariaDB itself, with the client it needs anyway: another container would only come first.
  containers:
    - name: setup
      image: {{ include "woocommerce.image" (dict "root" . "image" .Values.images.web) }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      command: [php, /opt/shopyard/setup.php]
      securityContext:
        {{- include "woocommerce.container" . | nindent 8 }}
      env:
        {{- include "woocommerce.environment" . | nindent 8 }}
        {{- include "woocommerce.releaseEnvironment" . | nindent 8 }}
        {{- include "woocommerce.setupEnvironment" . | nindent 8 }}
        - name: SHOPYARD_AWAIT_SECONDS
          value: "300"
      resources:
        {{- toYaml .Values.resources.job | nindent 8 }}
      volumeMounts:
        {{- include "woocommerce.mounts" . | nindent 8 }}
  volumes:
    {{- include "woocommerce.volumes" . | nindent 4 }}
    {{- if .Values.copy.key }}
    - name: copies
      configMap:
        name: {{ include "woocommerce.copies" . }}
    {{- end }}
{{- end }}
