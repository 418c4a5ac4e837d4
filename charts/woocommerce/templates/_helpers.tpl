{{/* Every helper takes the root context, or a dict of `root` and `component`. */}}

{{/* What a selector selects: never changes in the life of a release. */}}
{{- define "woocommerce.selectorLabels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/*
The labels of an object and of its pods; the given labels never change ours. The version is that of the component's
own image, so that a new WooCommerce does not restart the database. `volume` is for pods: see besideUploads.
*/}}
{{- define "woocommerce.labels" -}}
{{- $image := get .root.Values.images .component | default .root.Values.images.web -}}
{{- $labels := include "woocommerce.selectorLabels" . | fromYaml -}}
{{- $_ := set $labels "app.kubernetes.io/version" ($image.tag | trunc 63 | trimAll "-_.") -}}
{{- $_ := set $labels "app.kubernetes.io/managed-by" .root.Release.Service -}}
{{- with .volume -}}
{{- $_ := set $labels "shopyard.dev/volume" . -}}
{{- end -}}
{{- merge $labels .root.Values.labels | toYaml -}}
{{- end }}

{{/* The name, labels and annotations of an object. Takes root, component, name and more annotations, if any. */}}
{{- define "woocommerce.metadata" -}}
name: {{ .name }}
labels:
  {{- include "woocommerce.labels" (dict "root" .root "component" .component) | nindent 2 }}
{{- with merge (dict) .root.Values.annotations (.annotations | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The reference of a component's image; a digest wins over the tag. Takes root and image. */}}
{{- define "woocommerce.image" -}}
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
{{- define "woocommerce.authority" -}}
{{- $store := .Values.store -}}
{{- $own := ternary 443 80 (eq $store.scheme "https") -}}
{{- if and $store.port (ne (int $store.port) $own) -}}
{{ printf "%s:%d" $store.host (int $store.port) }}
{{- else -}}
{{ $store.host }}
{{- end -}}
{{- end }}

{{/* The shop's public address, without a slash at its end. */}}
{{- define "woocommerce.url" -}}
{{ .Values.store.scheme }}://{{ include "woocommerce.authority" . }}
{{- end }}

{{/* Text a person chose as an environment value: kubelet would put our secrets where it reads $(NAME). */}}
{{- define "woocommerce.literal" -}}
{{ . | replace "$" "$$" | quote }}
{{- end }}

{{/* What is equal in the spec of every pod. */}}
{{- define "woocommerce.pod" -}}
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
  # Changing the owner of every upload on every start takes minutes on a grown shop.
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{/* The securityContext of every container. */}}
{{- define "woocommerce.container" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/*
A ReadWriteOnce volume is writable from one node, by any number of pods there. Pods that mount the uploads carry one
label and go where a pod with it already is (the first one is free), so that an update rolls without an outage
instead of needing Recreate, and no pod waits for a volume that hangs on another node.
*/}}
{{- define "woocommerce.besideUploads" -}}
affinity:
  podAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            app.kubernetes.io/instance: {{ .Release.Name }}
            shopyard.dev/volume: uploads
{{- end }}

{{/*
The spec of a volume claim. What exists is kept as it is: a StatefulSet's claims can't be changed and a class often
can't grow, and either would refuse the whole upgrade when a store changes its size. Takes root, size, found (the
spec of the claim that exists, or nothing).
*/}}
{{- define "woocommerce.claim" -}}
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
{{- define "woocommerce.foundClaim" -}}
{{- $spec := .spec | default dict -}}
{{- $ours := false -}}
{{- range dig "metadata" "managedFields" list . -}}
{{- if and (eq (.manager | default "") "helm") (hasKey (dig "fieldsV1" "f:spec" dict .) "f:storageClassName") -}}
{{- $ours = true -}}
{{- end -}}
{{- end -}}
{{- ternary $spec (omit $spec "storageClassName") $ours | toJson -}}
{{- end }}

{{/* Half of a memory quantity in Mi or Gi, as MariaDB spells it; its own default for any other unit. */}}
{{- define "woocommerce.halfOf" -}}
{{- if regexMatch "^[0-9]+Gi$" . -}}
{{ mul (trimSuffix "Gi" . | int) 512 }}M
{{- else if regexMatch "^[0-9]+Mi$" . -}}
{{ div (trimSuffix "Mi" . | int) 2 }}M
{{- else -}}
128M
{{- end -}}
{{- end }}
