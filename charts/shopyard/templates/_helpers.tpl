{{- define "shopyard.labels" -}}
app.kubernetes.io/name: shopyard
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
{{/* A condition of an admission policy: only what the operator asks for, its helm included. */}}
{{- define "shopyard.byTheOperator" -}}
name: by-the-operator
expression: request.userInfo.username == 'system:serviceaccount:{{ .Release.Namespace }}:{{ .Release.Name }}-operator'
{{- end }}

{{/* What a selector selects: never changes in the life of a release. Takes root and component. */}}
{{- define "shopyard.selectorLabels" -}}
app.kubernetes.io/name: shopyard
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* The name, namespace and labels of a component's object. Takes root and component. */}}
{{- define "shopyard.metadata" -}}
name: {{ .root.Release.Name }}-{{ .component }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "shopyard.labels" .root | nindent 2 }}
  app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* The platform's own host. */}}
{{- define "shopyard.host" -}}
{{ .Values.host | default (printf "yard.%s" .Values.baseDomain) }}
{{- end }}

{{/* The host with its port where that isn't the scheme's own: what a browser sends as Host. */}}
{{- define "shopyard.authority" -}}
{{- $own := ternary 443 80 (eq .Values.urlScheme "https") -}}
{{- if and .Values.urlPort (ne (int .Values.urlPort) $own) -}}
{{ printf "%s:%d" (include "shopyard.host" .) (int .Values.urlPort) }}
{{- else -}}
{{ include "shopyard.host" . }}
{{- end -}}
{{- end }}

{{/* The platform's public address, without a slash at its end. */}}
{{- define "shopyard.publicUrl" -}}
{{ .Values.urlScheme }}://{{ include "shopyard.authority" . }}
{{- end }}

{{/* Not empty where there is something to lead to. */}}
{{- define "shopyard.hasPages" -}}
{{- if or .Values.server.enabled .Values.dashboard.enabled }}yes{{ end -}}
{{- end }}

{{/* Not empty where any pod is made. */}}
{{- define "shopyard.hasPods" -}}
{{- if or .Values.server.enabled .Values.operator.enabled .Values.dashboard.enabled }}yes{{ end -}}
{{- end }}

{{/* A component's image; a digest wins over every tag. Takes root and component. */}}
{{- define "shopyard.image" -}}
{{- $image := (index .root.Values .component).image -}}
{{- $name := $image.repository -}}
{{- with .root.Values.image.registry -}}
{{- $name = printf "%s/%s" (trimSuffix "/" .) $name -}}
{{- end -}}
{{- if $image.digest -}}
{{ printf "%s@%s" $name $image.digest }}
{{- else -}}
{{ printf "%s:%s" $name ($image.tag | default .root.Values.image.tag | default .root.Chart.AppVersion) }}
{{- end -}}
{{- end }}

{{/* Text a person chose as an environment value: kubelet would put other values where it reads $(NAME). */}}
{{- define "shopyard.literal" -}}
{{ . | replace "$" "$$" | quote }}
{{- end }}

{{/* Labels or addresses as JSON; where nothing is said, the namespace of that name. Takes peer and namespace. */}}
{{- define "shopyard.peerValue" -}}
{{- .peer | default (dict "namespace" (dict "kubernetes.io/metadata.name" .namespace)) | toRawJson -}}
{{- end }}

{{/* The same as a peer of a NetworkPolicy. */}}
{{- define "shopyard.peer" -}}
{{- $peer := include "shopyard.peerValue" . | fromJson -}}
{{- $found := dict -}}
{{- if hasKey $peer "cidr" }}{{ $_ := set $found "ipBlock" (dict "cidr" $peer.cidr) }}{{ end -}}
{{- if hasKey $peer "namespace" -}}
{{- $_ := set $found "namespaceSelector" (dict "matchLabels" $peer.namespace) -}}
{{- end -}}
{{- if hasKey $peer "pod" }}{{ $_ := set $found "podSelector" (dict "matchLabels" $peer.pod) }}{{ end -}}
{{- toYaml $found -}}
{{- end }}

{{/* A rule that lets names be resolved. Takes the peer as YAML. */}}
{{- define "shopyard.toDns" -}}
- to:
    - {{- . | nindent 6 }}
  ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
{{- end }}
