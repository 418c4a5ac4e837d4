{{/*
The pod of the set-up Job. A Job's pod can't be changed, so the Job's name carries a hash of this: whatever changes
here makes a new Job, and nothing else does.
*/}}
{{- define "woocommerce.setupPod" -}}
metadata:
  labels:
    {{- include "woocommerce.labels" (dict "root" . "component" "setup" "volume" "uploads") | nindent 4 }}
spec:
  {{- include "woocommerce.pod" (dict "root" . "uid" 33) | nindent 2 }}
  {{- include "woocommerce.besideUploads" . | nindent 2 }}
  restartPolicy: Never
  initContainers:
    # The client's own retry, 5 s apart: a failed pod would cost the Job's growing back-off. A ping needs no password;
    # while the first start makes the data directory the server has no network, so an answer means it is through.
    - name: wait-for-database
      image: {{ include "woocommerce.image" (dict "root" . "image" .Values.images.database) }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      command:
        - mariadb-admin
        - --no-defaults
        - --host={{ .Release.Name }}-database
        - --user=wordpress
        - --connect-timeout=5
        - --wait=60
        - --silent
        - ping
      securityContext:
        {{- include "woocommerce.container" . | nindent 8 }}
      resources:
        {{- toYaml .Values.resources.job | nindent 8 }}
  containers:
    - name: setup
      image: {{ include "woocommerce.image" (dict "root" . "image" .Values.images.web) }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      command: [php, /opt/shopyard/setup.php]
      securityContext:
        {{- include "woocommerce.container" . | nindent 8 }}
      env:
        {{- include "woocommerce.environment" . | nindent 8 }}
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
      resources:
        {{- toYaml .Values.resources.job | nindent 8 }}
      volumeMounts:
        {{- include "woocommerce.mounts" . | nindent 8 }}
  volumes:
    {{- include "woocommerce.volumes" . | nindent 4 }}
{{- end }}
