{{/*
From one image and environment to the next: pods of the new ones wait until the database is theirs, and the old ones
serve meanwhile. They learn it from the database itself, since no pod of a store may ask the API server.

  setup Job (setup.php)   migrates, then records SHOPYARD_RELEASE            ──▶ database
  web and cron pods       await-migration.php: is SHOPYARD_RELEASE recorded? ──▶ database
*/}}

{{/* What the database must have been made ready for: the image, and the environment that its processes share. */}}
{{- define "woocommerce.release" -}}
{{- $image := include "woocommerce.image" (dict "root" . "image" .Values.images.web) -}}
{{- /* Parsed, so that a comment in a template changes nothing. */ -}}
{{- list $image (include "woocommerce.environment" . | fromYamlArray) | toJson | sha256sum | trunc 8 -}}
{{- end }}

{{/* Says to every process of the image which release it is of. */}}
{{- define "woocommerce.releaseEnvironment" -}}
- name: SHOPYARD_RELEASE
  value: {{ include "woocommerce.release" . | quote }}
{{- end }}

{{/*
The init container that ends when the database is migrated to this release: at once, when a pod is merely restarted.
It has its pod's own resources, which run after it and never beside it. Takes root, resources, seconds.
*/}}
{{- define "woocommerce.awaitMigration" -}}
- name: await-migration
  image: {{ include "woocommerce.image" (dict "root" .root "image" .root.Values.images.web) }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  command: [php, /opt/shopyard/await-migration.php]
  securityContext:
    {{- include "woocommerce.container" . | nindent 4 }}
  env:
    {{- include "woocommerce.databaseEnvironment" .root | nindent 4 }}
    {{- include "woocommerce.releaseEnvironment" .root | nindent 4 }}
    - name: SHOPYARD_AWAIT_SECONDS
      value: {{ .seconds | quote }}
  resources:
    {{- toYaml .resources | nindent 4 }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
{{- end }}

{{/* What the setup Job runs: the release, and what it alone is told. The Job's name begins with it. */}}
{{- define "woocommerce.setupRun" -}}
{{- $hash := list (include "woocommerce.release" .) (include "woocommerce.setupEnvironment" . | fromYamlArray) | toJson | sha256sum | trunc 8 -}}
{{ printf "%s-setup-%s" .Release.Name $hash }}
{{- end }}

{{/*
The pod template of a Job that has ended well, as this chart gave it: it can't be changed, and other resources or labels
are nothing to run it again for. The API server's own labels are left to it.
*/}}
{{- define "woocommerce.keptPod" -}}
metadata:
  labels:
    {{- omit .metadata.labels "controller-uid" "job-name" "batch.kubernetes.io/controller-uid" "batch.kubernetes.io/job-name" | toYaml | nindent 4 }}
spec:
  {{- toYaml .spec | nindent 2 }}
{{- end }}
