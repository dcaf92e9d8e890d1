{{- /* Names, labels and the image. */ -}}

{{- define "incumbent.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- /* Short enough for every suffix of this chart: a name of a Service has at most 63 characters. */ -}}
{{- define "incumbent.fullname" -}}
{{- $name := include "incumbent.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- /* What selectors select by: it must never change. Called with a list: the root, and the component. */ -}}
{{- define "incumbent.selector" -}}
app.kubernetes.io/name: {{ include "incumbent.name" (index . 0) }}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{- define "incumbent.labels" -}}
{{ include "incumbent.selector" . }}
app.kubernetes.io/version: {{ (index . 0).Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
helm.sh/chart: {{ printf "%s-%s" (index . 0).Chart.Name (index . 0).Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "incumbent.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{- /* The election's name. From the release, so that two releases on the same stores do not keep each other from leading. */ -}}
{{- define "incumbent.group" -}}
{{- default (printf "%s.%s" .Release.Namespace .Release.Name) .Values.incumbent.election.group -}}
{{- end -}}

{{- define "incumbent.schemaMode" -}}
{{- default (ternary "external" "self" .Values.migrate.enabled) .Values.incumbent.schema.mode -}}
{{- end -}}
