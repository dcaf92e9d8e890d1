{{- /* The password of the bundled stores: given, else that of the release that is upgraded, else a random one. It is kept in
     the values, since a second random one of the same rendering would be another one. */ -}}
{{- define "incumbent.bundledPassword" -}}
{{- if not .Values.bundled.password -}}
{{- $secret := lookup "v1" "Secret" .Release.Namespace (include "incumbent.ownSecret" .) -}}
{{- $kept := dig "data" "databasePassword" "" (default dict $secret) | b64dec -}}
{{- $_ := set .Values.bundled "password" (default (randAlphaNum 32) $kept) -}}
{{- end -}}
{{- .Values.bundled.password -}}
{{- end -}}
