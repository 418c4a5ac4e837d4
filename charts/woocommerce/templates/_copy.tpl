{{/*
Before another version migrates the database, its tables are copied, compressed, into it: what a failed change goes back
to. The operator names the copy (`copy.key`) where one is to be made, and runs restore-database.sh from the same
ConfigMap where it is to be put back.
*/}}

{{- define "woocommerce.copies" -}}
{{ .Release.Name }}-copies
{{- end }}

{{/*
The init containers of the set-up Job. The first one only proves that the Job's own image is there, so that between
the copy and the migration nothing is left that could take long.
*/}}
{{- define "woocommerce.copyDatabase" -}}
- name: image
  image: {{ include "woocommerce.image" (dict "root" . "image" .Values.images.web) }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  command: [php, --version]
  securityContext:
    {{- include "woocommerce.container" . | nindent 4 }}
  resources:
    {{- toYaml .Values.resources.job | nindent 4 }}
- name: copy
  image: {{ include "woocommerce.image" (dict "root" . "image" .Values.images.database) }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  command: [bash, /opt/copies/copy-database.sh]
  securityContext:
    runAsUser: 999
    runAsGroup: 999
    {{- include "woocommerce.container" . | nindent 4 }}
  env:
    - name: HOME
      value: /tmp
    - name: MYSQL_PWD
      valueFrom:
        secretKeyRef:
          name: {{ .Values.credentials.secretName }}
          key: database-password
    - name: SHOPYARD_DATABASE_HOST
      value: {{ .Release.Name }}-database
    - name: SHOPYARD_COPY
      value: {{ .Values.copy.key | quote }}
    - name: SHOPYARD_AWAIT_SECONDS
      value: "300"
  resources:
    {{- toYaml .Values.resources.job | nindent 4 }}
  volumeMounts:
    - name: copies
      mountPath: /opt/copies
    - name: tmp
      mountPath: /tmp
{{- end }}
