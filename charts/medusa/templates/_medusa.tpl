{{/*
How a container reaches Postgres. Passwords are base64url text, so they need no escaping in a URL; kubelet puts them
in, and no value ever holds one.
*/}}
{{- define "medusa.databaseEnvironment" -}}
- name: HOME
  value: /tmp
- name: DATABASE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Values.credentials.secretName }}
      key: database-password
- name: DATABASE_URL
  value: postgres://medusa:$(DATABASE_PASSWORD)@{{ .Release.Name }}-database:5432/medusa
{{- end }}

{{/* The environment that makes a container this shop's Medusa: web, worker and the migrate Job share it. */}}
{{- define "medusa.environment" -}}
{{- $secret := .Values.credentials.secretName -}}
{{- $url := include "medusa.url" . -}}
{{ include "medusa.databaseEnvironment" . }}
- name: NODE_ENV
  value: production
- name: PORT
  value: "9000"
- name: SHOPYARD_STORE_URL
  value: {{ $url | quote }}
# Under NODE_ENV=production Medusa marks its cookies Secure, and no one could sign in over plain HTTP.
- name: SHOPYARD_COOKIE_SECURE
  value: {{ eq .Values.store.scheme "https" | quote }}
- name: SHOPYARD_FILES_DIR
  value: /var/lib/medusa/files
{{- range list "STORE_CORS" "ADMIN_CORS" "AUTH_CORS" }}
- name: {{ . }}
  value: {{ $url | quote }}
{{- end }}
- name: MEDUSA_DISABLE_TELEMETRY
  value: "1"
- name: REDIS_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: redis-password
- name: REDIS_URL
  value: redis://:$(REDIS_PASSWORD)@{{ .Release.Name }}-redis:6379
- name: JWT_SECRET
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: jwt-secret
- name: COOKIE_SECRET
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: cookie-secret
{{- end }}

{{/* Where Medusa may write. */}}
{{- define "medusa.mounts" -}}
- name: files
  mountPath: /var/lib/medusa/files
- name: tmp
  mountPath: /tmp
{{- end }}

{{/* The volumes behind it. */}}
{{- define "medusa.volumes" -}}
- name: files
  persistentVolumeClaim:
    claimName: {{ .Release.Name }}-files
- name: tmp
  emptyDir:
    sizeLimit: 256Mi
{{- end }}

{{/*
The probes of a Medusa process. Liveness is a static answer: a database that is away is no reason to restart. Medusa
answers 7 s after its start when it has two cores for itself; the start is allowed for ten that share them. Readiness
asks the database, as a customer's request with the public Host would.
*/}}
{{- define "medusa.probes" -}}
startupProbe:
  httpGet:
    path: /health
    port: http
    scheme: HTTP
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 150
livenessProbe:
  httpGet:
    path: /health
    port: http
    scheme: HTTP
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet:
    path: /ready
    port: http
    scheme: HTTP
    httpHeaders:
      - name: Host
        value: {{ include "medusa.authority" . | quote }}
      - name: X-Forwarded-Proto
        value: {{ .Values.store.scheme }}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 3
{{- end }}
