{{/* Names end at 52: Kubernetes labels pods with their StatefulSet's name and 11 characters more, and a label has 63. */}}
{{- define "popcon.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "popcon.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains (include "popcon.name" .) .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "popcon.name" .) | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* Only what never changes: a StatefulSet's selector cannot be edited. */}}
{{- define "popcon.selectorLabels" -}}
app.kubernetes.io/name: {{ include "popcon.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "popcon.labels" -}}
{{ include "popcon.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "popcon.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "popcon.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "popcon.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* The mapping file's text: rules given as YAML are written out, so that no indentation can go wrong. */}}
{{- define "popcon.mapping" -}}
{{- if kindIs "string" .Values.mapping }}
{{- .Values.mapping }}
{{- else }}
{{- toYaml .Values.mapping }}
{{- end }}
{{- end }}

{{/* What holds for every container of the chart. */}}
{{- define "popcon.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "popcon.statsdPolicyPorts" -}}
- port: {{ .Values.statsd.udpPort }}
  protocol: UDP
{{- with .Values.statsd.tcpPort }}
- port: {{ . }}
  protocol: TCP
{{- end }}
{{- end }}

{{/* A probe of a path; takes (list . path). Behind a web config a probe cannot log in: the port must do. */}}
{{- define "popcon.probe" -}}
{{- if (index . 0).Values.webConfigSecret -}}
tcpSocket:
  port: http
{{- else -}}
httpGet:
  path: {{ index . 1 }}
  port: http
{{- end }}
{{- end }}
