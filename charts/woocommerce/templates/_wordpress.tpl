{{/* How a container reaches MariaDB. */}}
{{- define "woocommerce.databaseEnvironment" -}}
- name: HOME
  value: /tmp
- name: WORDPRESS_DB_HOST
  value: {{ .Release.Name }}-database:3306
- name: WORDPRESS_DB_NAME
  value: wordpress
- name: WORDPRESS_DB_USER
  value: wordpress
- name: WORDPRESS_DB_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Values.credentials.secretName }}
      key: database-password
{{- end }}

{{/* The environment that makes a container this shop's WordPress: web, set-up Job and CronJob share it. */}}
{{- define "woocommerce.environment" -}}
{{- $secret := .Values.credentials.secretName -}}
{{ include "woocommerce.databaseEnvironment" . }}
- name: SHOPYARD_STORE_URL
  value: {{ include "woocommerce.url" . | quote }}
{{- range list "auth-key" "secure-auth-key" "logged-in-key" "nonce-key" "auth-salt" "secure-auth-salt" "logged-in-salt" "nonce-salt" }}
- name: WORDPRESS_{{ . | upper | replace "-" "_" }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: {{ . }}
{{- end }}
# Plain PHP that wp-config.php evaluates: nothing from the values is written into it. The network is closed to the
# outside, so calls out would only wait for their time-out; code comes from the image, so nothing may change files.
- name: WORDPRESS_CONFIG_EXTRA
  value: |
    define('WP_HOME', getenv('SHOPYARD_STORE_URL'));
    define('WP_SITEURL', getenv('SHOPYARD_STORE_URL'));
    define('DISABLE_WP_CRON', true);
    define('DISALLOW_FILE_MODS', true);
    define('AUTOMATIC_UPDATER_DISABLED', true);
    define('WP_HTTP_BLOCK_EXTERNAL', true);
{{- end }}

{{/* Where WordPress may write. */}}
{{- define "woocommerce.mounts" -}}
- name: uploads
  mountPath: /var/www/html/wp-content/uploads
- name: tmp
  mountPath: /tmp
{{- end }}

{{/* The volumes behind it. */}}
{{- define "woocommerce.volumes" -}}
- name: uploads
  persistentVolumeClaim:
    claimName: {{ .Release.Name }}-uploads
- name: tmp
  emptyDir:
    sizeLimit: 256Mi
{{- end }}

{{/* A probe that Apache answers without PHP. */}}
{{- define "woocommerce.staticFile" -}}
httpGet:
  path: /wp-includes/images/blank.gif
  port: http
  scheme: HTTP
  httpHeaders:
    - name: Host
      value: {{ include "woocommerce.authority" . | quote }}
{{- end }}
