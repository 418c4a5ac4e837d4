{{/* Every helper takes the root context, or a dict of `root` and `component`. */}}

{{/* What a selector selects: never changes in the life of a release. */}}
{{- define "medusa.selectorLabels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/*
The labels of an object and of its pods; the given labels never change ours. The version is that of the component's
own image, so that a new Medusa does not restart the database. `volume` is for pods: see besideFiles.
*/}}
{{- define "medusa.labels" -}}
{{- $image := get .root.Values.images .component | default .root.Values.images.web -}}
{{- $labels := include "medusa.selectorLabels" . | fromYaml -}}
{{- $_ := set $labels "app.kubernetes.io/version" ($image.tag | trunc 63 | trimAll "-_.") -}}
{{- $_ := set $labels "app.kubernetes.io/managed-by" .root.Release.Service -}}
{{- with .volume -}}
{{- $_ := set $labels "shopyard.dev/volume" . -}}
{{- end -}}
{{- merge $labels .root.Values.labels | toYaml -}}
{{- end }}

{{/* The name, labels and annotations of an object. Takes root, component, name and more annotations, if any. */}}
{{- define "medusa.metadata" -}}
name: {{ .name }}
labels:
  {{- include "medusa.labels" (dict "root" .root "component" .component) | nindent 2 }}
{{- with merge (dict) .root.Values.annotations (.annotations | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The reference of a component's image; a digest wins over the tag. Takes root and image. */}}
{{- define "medusa.image" -}}
{{- $name := .image.repository -}}
{{- with .root.Values.image.registry -}}
{{- $name = printf "%s/%s" (trimSuffix "/" .) $name -}}
{{- end -}}
{{- if .image.digest -}}
{{ printf "%s@%s" $name .image.digest }}
{{- else -}}
{{ printf "%s:%s" $name .image.tag }}
{{- end -}}
{{- end }}

{{/* The public host with its port where that isn't the scheme's own: what a browser sends as Host. */}}
{{- define "medusa.authority" -}}
{{- $store := .Values.store -}}
{{- $own := ternary 443 80 (eq $store.scheme "https") -}}
{{- if and $store.port (ne (int $store.port) $own) -}}
{{ printf "%s:%d" $store.host (int $store.port) }}
{{- else -}}
{{ $store.host }}
{{- end -}}
{{- end }}

{{/* The shop's public address, without a slash at its end. */}}
{{- define "medusa.url" -}}
{{ .Values.store.scheme }}://{{ include "medusa.authority" . }}
{{- end }}

{{/* Text a person chose as an environment value: kubelet would put our secrets where it reads $(NAME). */}}
{{- define "medusa.literal" -}}
{{ . | replace "$" "$$" | quote }}
{{- end }}

{{/* What is equal in the spec of every pod. */}}
{{- define "medusa.pod" -}}
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
  # Changing the owner of every file on every start takes minutes on a grown shop.
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{/* The securityContext of every container. */}}
{{- define "medusa.container" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/*
A ReadWriteOnce volume is writable from one node, by any number of pods there. Pods that mount the files carry one
label and go where a pod with it already is (the first one is free), so that an update rolls without an outage
instead of needing Recreate, and no pod waits for a volume that hangs on another node.
*/}}
{{- define "medusa.besideFiles" -}}
affinity:
  podAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            app.kubernetes.io/instance: {{ .Release.Name }}
            shopyard.dev/volume: files
{{- end }}

{{/*
The spec of a volume claim. What exists is kept as it is: a StatefulSet's claims can't be changed and a class often
can't grow, and either would refuse the whole upgrade when a store changes its size. Takes root, size, found (the
spec of the claim that exists, or nothing).
*/}}
{{- define "medusa.claim" -}}
{{- $class := .root.Values.storage.className -}}
{{- $size := .size -}}
{{- with .found -}}
{{- $class = .storageClassName | default "" -}}
{{- $size = .resources.requests.storage -}}
{{- end -}}
accessModes: [ReadWriteOnce]
{{- with $class }}
storageClassName: {{ . }}
{{- end }}
resources:
  requests:
    storage: {{ $size }}
{{- end }}

{{/*
What a volume claim that exists is kept as. Its class only where helm set it, rather than the cluster's default: a field
that one release sets and the next does not would be taken away, on the way there or back, and no claim lets go of it.
*/}}
{{- define "medusa.foundClaim" -}}
{{- $spec := .spec | default dict -}}
{{- $ours := false -}}
{{- range dig "metadata" "managedFields" list . -}}
{{- if and (eq (.manager | default "") "helm") (hasKey (dig "fieldsV1" "f:spec" dict .) "f:storageClassName") -}}
{{- $ours = true -}}
{{- end -}}
{{- end -}}
{{- ternary $spec (omit $spec "storageClassName") $ours | toJson -}}
{{- end }}

{{/* A part of a memory quantity in Mi or Gi, as a number of MiB; 128 for any other unit. Takes quantity and divisor. */}}
{{- define "medusa.mebibytes" -}}
{{- if regexMatch "^[0-9]+Gi$" .quantity -}}
{{ div (mul (trimSuffix "Gi" .quantity | int) 1024) .divisor }}
{{- else if regexMatch "^[0-9]+Mi$" .quantity -}}
{{ div (trimSuffix "Mi" .quantity | int) .divisor }}
{{- else -}}
128
{{- end -}}
{{- end }}
