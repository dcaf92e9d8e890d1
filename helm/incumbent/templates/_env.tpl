{{- /* The environment of the program: keys by name, and secrets by reference. */ -}}

{{- /* incumbent.election.drain-timeout -> INCUMBENT_ELECTION_DRAIN_TIMEOUT */ -}}
{{- define "incumbent.variable" -}}
{{- . | upper | replace "." "_" | replace "-" "_" -}}
{{- end -}}

{{- /* Helm reads every number as a float: 10485760 must not become 1.048576e+07. */ -}}
{{- define "incumbent.scalar" -}}
{{- if and (kindIs "float64" .) (eq (float64 (int64 .)) .) -}}{{ int64 . }}{{- else -}}{{ . }}{{- end -}}
{{- end -}}

{{- /* Which Secret of this release holds what was given as a value: a name of its own, so that nothing of a user is overwritten. */ -}}
{{- define "incumbent.ownSecret" -}}
{{ include "incumbent.fullname" . }}-values
{{- end -}}

{{- /* One variable from a Secret, if there is a source for it. Called with a dict:
     root, variable, value (given as a value, or empty), secret and key (of the user), ownKey, ownSecret, optional */ -}}
{{- define "incumbent.secretVariable" -}}
{{- if .value }}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef:
      name: {{ .ownSecret }}
      key: {{ .ownKey }}
{{- else if and .secret .key }}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
      {{- if .optional }}
      optional: true
      {{- end }}
{{- end }}
{{- end -}}

{{- /* What is given as a value, by the key of our own Secret. */ -}}
{{- define "incumbent.ownSecretData" -}}
{{- $data := dict -}}
{{- if .Values.bundled.enabled -}}
{{- $password := include "incumbent.bundledPassword" . -}}
{{- $host := include "incumbent.fullname" . -}}
{{- $_ := set $data "databaseUrl" (printf "jdbc:postgresql://%s-postgresql:5432/incumbent" $host) -}}
{{- $_ := set $data "databaseUsername" "incumbent" -}}
{{- $_ := set $data "databasePassword" $password -}}
{{- $_ := set $data "redisHosts" (printf "redis://%s-redis:6379" $host) -}}
{{- $_ := set $data "redisPassword" $password -}}
{{- else -}}
{{- range $key := list "databaseUrl" "databaseUsername" "databasePassword" "redisHosts" "redisPassword" -}}
{{- with index $.Values.stores $key -}}{{- $_ := set $data $key . -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- range $key := list "signalsSecrets" "signalsBearerTokens" "dispatchBearerTokens" "deliverySecrets" -}}
{{- with index $.Values.credentials $key -}}{{- $_ := set $data $key . -}}{{- end -}}
{{- end -}}
{{- toJson $data -}}
{{- end -}}

{{- define "incumbent.storeEnv" -}}
{{- $own := include "incumbent.ownSecretData" . | fromJson -}}
{{- range $key, $variable := dict "databaseUrl" "INCUMBENT_DATABASE_URL" "databaseUsername" "INCUMBENT_DATABASE_USERNAME"
    "databasePassword" "INCUMBENT_DATABASE_PASSWORD" "redisHosts" "INCUMBENT_REDIS_HOSTS" "redisPassword" "QUARKUS_REDIS_PASSWORD" }}
{{- include "incumbent.secretVariable" (dict "variable" $variable "value" (get $own $key) "ownSecret" (include "incumbent.ownSecret" $)
    "ownKey" $key "secret" $.Values.stores.existingSecret "key" (index $.Values.stores.secretKeys $key) "optional" (eq $key "redisPassword")) }}
{{- end }}
{{- end -}}

{{- /* Only what is used: a Secret need not have keys that nothing reads. */ -}}
{{- define "incumbent.credentialEnv" -}}
{{- $own := include "incumbent.ownSecretData" . | fromJson -}}
{{- $used := dict "deliverySecrets" "INCUMBENT_DELIVERY_SECRETS" -}}
{{- if eq .Values.incumbent.signals.authentication "standard-webhooks" }}{{ $_ := set $used "signalsSecrets" "INCUMBENT_SIGNALS_SECRETS" }}{{ end -}}
{{- if eq .Values.incumbent.signals.authentication "bearer" }}{{ $_ := set $used "signalsBearerTokens" "INCUMBENT_SIGNALS_BEARER_TOKENS" }}{{ end -}}
{{- if eq .Values.incumbent.dispatch.authentication "bearer" }}{{ $_ := set $used "dispatchBearerTokens" "INCUMBENT_DISPATCH_BEARER_TOKENS" }}{{ end -}}
{{- range $key, $variable := $used }}
{{- include "incumbent.secretVariable" (dict "variable" $variable "value" (get $own $key) "ownSecret" (include "incumbent.ownSecret" $)
    "ownKey" $key "secret" $.Values.credentials.existingSecret "key" (index $.Values.credentials.secretKeys $key) "optional" false) }}
{{- end }}
{{- end -}}

{{- /* Keys of the program that are no secrets. routing is the chart's own; group and mode have defaults of their own. */ -}}
{{- define "incumbent.keyEnv" -}}
{{- range $block, $keys := omit .Values.incumbent "routing" }}
{{- range $key, $value := $keys }}
{{- if and (eq $block "election") (eq $key "group") }}{{ $value = include "incumbent.group" $ }}{{ end }}
{{- if and (eq $block "schema") (eq $key "mode") }}{{ $value = include "incumbent.schemaMode" $ }}{{ end }}
{{- include "incumbent.keyVariable" (list (printf "incumbent.%s.%s" $block $key) $value) }}
{{- end }}
{{- end }}
{{- end -}}

{{- /* How a migration is done is the same for the Job; who does it, and how long it tries, is not. */ -}}
{{- define "incumbent.migrateKeyEnv" -}}
{{- range $key, $value := omit .Values.incumbent.schema "mode" "give-up-after" }}
{{- include "incumbent.keyVariable" (list (printf "incumbent.schema.%s" $key) $value) }}
{{- end }}
{{- include "incumbent.keyVariable" (list "incumbent.schema.give-up-after" .Values.migrate.giveUpAfter) }}
{{- range .Values.extraEnv }}
{{- if ne .name "INCUMBENT_SCHEMA_GIVE_UP_AFTER" }}
{{ toYaml (list .) }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "incumbent.keyVariable" -}}
{{- if not (has (toString (index . 1)) (list "" "<nil>")) }}
- name: {{ include "incumbent.variable" (index . 0) }}
  value: {{ include "incumbent.scalar" (index . 1) | quote }}
{{- end }}
{{- end -}}

{{- define "incumbent.env" -}}
{{- include "incumbent.jvmEnv" . }}
{{- include "incumbent.keyEnv" . }}
{{- include "incumbent.storeEnv" . }}
{{- include "incumbent.credentialEnv" . }}
{{- include "incumbent.tlsEnv" . }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}
