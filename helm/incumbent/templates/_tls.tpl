{{- /* CA certificates of the stores, mounted as files, and the keys that name them. */ -}}

{{- define "incumbent.tlsEnv" -}}
{{- with .Values.stores.tls.database }}
{{- if .secret }}
{{- /* Every pool of the program connects by itself. */}}
{{- range list "" "COORDINATION_" "VERIFY_" "SETUP_" }}
- name: QUARKUS_DATASOURCE_{{ . }}JDBC_ADDITIONAL_JDBC_PROPERTIES_SSLMODE
  value: {{ $.Values.stores.tls.database.mode }}
- name: QUARKUS_DATASOURCE_{{ . }}JDBC_ADDITIONAL_JDBC_PROPERTIES_SSLROOTCERT
  value: /etc/incumbent/tls/database/ca.crt
{{- end }}
{{- end }}
{{- end }}
{{- if .Values.stores.tls.redis.secret }}
- name: QUARKUS_REDIS_TLS_CONFIGURATION_NAME
  value: redis
- name: QUARKUS_TLS_REDIS_TRUST_STORE_PEM_CERTS
  value: /etc/incumbent/tls/redis/ca.crt
{{- /* Without it the client refuses every connection. */}}
- name: QUARKUS_TLS_REDIS_HOSTNAME_VERIFICATION_ALGORITHM
  value: HTTPS
{{- end }}
{{- end -}}

{{- define "incumbent.tlsMounts" -}}
{{- if or .Values.stores.tls.database.secret .Values.stores.tls.redis.secret }}
volumeMounts:
  {{- range $store := list "database" "redis" }}
  {{- if (get $.Values.stores.tls $store).secret }}
  - name: {{ $store }}-tls
    mountPath: /etc/incumbent/tls/{{ $store }}
    readOnly: true
  {{- end }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "incumbent.tlsVolumes" -}}
{{- if or .Values.stores.tls.database.secret .Values.stores.tls.redis.secret }}
volumes:
  {{- range $store := list "database" "redis" }}
  {{- with get $.Values.stores.tls $store }}
  {{- if .secret }}
  - name: {{ $store }}-tls
    secret:
      secretName: {{ .secret }}
      items:
        - key: {{ .caKey }}
          path: ca.crt
  {{- end }}
  {{- end }}
  {{- end }}
{{- end }}
{{- end -}}
