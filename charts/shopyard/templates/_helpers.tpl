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
