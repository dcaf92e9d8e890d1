{{- /* What the schema cannot say: values that do not work together. Each ends the rendering with what is wrong and what is right. */ -}}

{{- define "incumbent.checks" -}}
{{- include "incumbent.checkIdentity" . -}}
{{- include "incumbent.checkStores" . -}}
{{- include "incumbent.checkMigrate" . -}}
{{- include "incumbent.checkCredentials" . -}}
{{- include "incumbent.checkPods" . -}}
{{- include "incumbent.checkNetwork" . -}}
{{- end -}}

{{- define "incumbent.checkIdentity" -}}
{{- if hasKey .Values.incumbent.election "instance-id" -}}
{{- fail "incumbent.election.instance-id must not be set: each process draws an id of its own. Set incumbent.instance.name for its first part, or leave it out: then each is named after its pod." -}}
{{- end -}}
{{- if hasKey .Values.incumbent.election "hostname" -}}
{{- fail "incumbent.election.hostname must not be set: all pods would share it. Each process is named after its pod." -}}
{{- end -}}
{{- $group := include "incumbent.group" . -}}
{{- if not (regexMatch "^[A-Za-z0-9._-]+$" $group) -}}
{{- fail (printf "incumbent.election.group is '%s': use letters, digits, dot, dash and underscore only." $group) -}}
{{- end -}}
{{- range $secret := list (list "database" "url" "stores.databaseUrl") (list "database" "username" "stores.databaseUsername")
    (list "database" "password" "stores.databasePassword") (list "redis" "hosts" "stores.redisHosts")
    (list "signals" "secrets" "credentials.signalsSecrets") (list "signals" "bearer-tokens" "credentials.signalsBearerTokens")
    (list "dispatch" "bearer-tokens" "credentials.dispatchBearerTokens") (list "delivery" "secrets" "credentials.deliverySecrets") -}}
{{- if hasKey (default dict (get $.Values.incumbent (index $secret 0))) (index $secret 1) -}}
{{- fail (printf "incumbent.%s.%s must not be set, since it would stand in the Deployment for all to read: use a Secret, or %s for trying." (index $secret 0) (index $secret 1) (index $secret 2)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "incumbent.checkStores" -}}
{{- if .Values.bundled.enabled -}}
{{- if .Values.stores.existingSecret -}}
{{- fail "bundled.enabled and stores.existingSecret are both set: either the bundled stores, or your own." -}}
{{- end -}}
{{- range $key := list "databaseUrl" "databaseUsername" "databasePassword" "redisHosts" "redisPassword" -}}
{{- if index $.Values.stores $key -}}
{{- fail (printf "bundled.enabled and stores.%s are both set: either the bundled stores, or your own." $key) -}}
{{- end -}}
{{- end -}}
{{- if or .Values.stores.tls.database.secret .Values.stores.tls.redis.secret -}}
{{- fail "bundled.enabled and a stores.tls...secret are both set: the bundled stores have no TLS." -}}
{{- end -}}
{{- else -}}
{{- range $key := list "databaseUrl" "databaseUsername" "redisHosts" -}}
{{- if not (or (index $.Values.stores $key) (and $.Values.stores.existingSecret (index $.Values.stores.secretKeys $key))) -}}
{{- fail (printf "No source for stores.%s: name a Secret in stores.existingSecret, or set stores.%s, or try it with bundled.enabled=true." $key $key) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.stores.tls.redis.secret .Values.stores.redisHosts (not (hasPrefix "rediss://" .Values.stores.redisHosts)) -}}
{{- fail (printf "stores.tls.redis.secret is set, but stores.redisHosts is '%s': addresses with TLS begin with rediss://" .Values.stores.redisHosts) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "incumbent.checkMigrate" -}}
{{- if .Values.migrate.enabled -}}
{{- if .Values.bundled.enabled -}}
{{- fail "bundled.enabled and migrate.enabled are both set: the Job runs before the installation, when bundled stores are not there yet. Bundled stores are migrated by the instances." -}}
{{- end -}}
{{- if eq (include "incumbent.schemaMode" .) "self" -}}
{{- fail "migrate.enabled is set, but incumbent.schema.mode is 'self': leave the mode empty, then it is 'external'." -}}
{{- end -}}
{{- range $key := list "databaseUsername" "databasePassword" -}}
{{- if not (or (index $.Values.migrate $key) (and $.Values.migrate.existingSecret (index $.Values.migrate.secretKeys $key))) -}}
{{- fail (printf "migrate.enabled is set, but there is no source for migrate.%s: name a Secret in migrate.existingSecret, or set migrate.%s." $key $key) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.migrate.secretKeys.databaseUrl (not .Values.migrate.existingSecret) -}}
{{- fail "migrate.secretKeys.databaseUrl is set without migrate.existingSecret: name the Secret that has this key." -}}
{{- end -}}
{{- $tries := include "incumbent.seconds" .Values.migrate.giveUpAfter | int -}}
{{- if le (int .Values.migrate.activeDeadlineSeconds) $tries -}}
{{- fail (printf "migrate.activeDeadlineSeconds is %d, but migrate.giveUpAfter is %s: the deadline must be longer, else Kubernetes ends the Job before it logs why." (int .Values.migrate.activeDeadlineSeconds) .Values.migrate.giveUpAfter) -}}
{{- end -}}
{{- else if and .Values.bundled.enabled (eq (include "incumbent.schemaMode" .) "external") -}}
{{- fail "bundled.enabled is set, but incumbent.schema.mode is 'external': nobody would migrate the bundled PostgreSQL. Leave the mode empty." -}}
{{- end -}}
{{- end -}}

{{- define "incumbent.checkCredentials" -}}
{{- $needed := dict -}}
{{- if eq .Values.incumbent.signals.authentication "standard-webhooks" }}{{ $_ := set $needed "signalsSecrets" "incumbent.signals.authentication is 'standard-webhooks'" }}{{ end -}}
{{- if eq .Values.incumbent.signals.authentication "bearer" }}{{ $_ := set $needed "signalsBearerTokens" "incumbent.signals.authentication is 'bearer'" }}{{ end -}}
{{- if eq .Values.incumbent.dispatch.authentication "bearer" }}{{ $_ := set $needed "dispatchBearerTokens" "incumbent.dispatch.authentication is 'bearer'" }}{{ end -}}
{{- range $key, $why := $needed -}}
{{- if not (or (index $.Values.credentials $key) (and $.Values.credentials.existingSecret (index $.Values.credentials.secretKeys $key))) -}}
{{- fail (printf "%s, but there is no source for credentials.%s: name a Secret in credentials.existingSecret, or set credentials.%s." $why $key $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "incumbent.checkPods" -}}
{{- if and .Values.image.tag .Values.image.digest -}}
{{- fail (printf "image.tag is '%s' and image.digest is set, too: the digest alone says what runs. Leave the tag empty." .Values.image.tag) -}}
{{- end -}}
{{- $least := include "incumbent.leastGrace" . | int -}}
{{- if lt (include "incumbent.grace" . | int) $least -}}
{{- fail (printf "rollout.terminationGracePeriodSeconds is %d, but a leader may need %d to leave: rollout.preStopSleepSeconds, both drain-timeouts, and 15. Leave it empty, or raise it." (include "incumbent.grace" . | int) $least) -}}
{{- end -}}
{{- with .Values.cpu.limit -}}
{{- $millis := ternary (trimSuffix "m" .) (mulf (float64 .) 1000 | toString) (hasSuffix "m" .) | float64 -}}
{{- if lt $millis 500.0 -}}
{{- fail (printf "cpu.limit is '%s': use at least 500m, or none. With less the program takes minutes to start and misses its renewals." .) -}}
{{- end -}}
{{- end -}}
{{- $startup := mul (int .Values.probes.startup.periodSeconds) (int .Values.probes.startup.failureThreshold) -}}
{{- if lt (int $startup) 120 -}}
{{- fail (printf "probes.startup allows %d s for the start: periodSeconds times failureThreshold must be at least 120, since a slow machine needs minutes." (int $startup)) -}}
{{- end -}}
{{- $own := regexFindAll "(?m)^- name: \\S+" (omit .Values "extraEnv" | dict "Release" .Release "Chart" .Chart "Values" | include "incumbent.env") -1 -}}
{{- $seen := list -}}
{{- range .Values.extraEnv -}}
{{- if has .name (list "INCUMBENT_ELECTION_INSTANCE_ID" "INCUMBENT_ELECTION_HOSTNAME") -}}
{{- fail (printf "extraEnv sets %s: each process draws an id of its own and is named after its pod. Set incumbent.instance.name for the first part of the ids." .name) -}}
{{- end -}}
{{- if has .name (list "QUARKUS_HTTP_PORT" "QUARKUS_MANAGEMENT_PORT" "QUARKUS_MANAGEMENT_ENABLED") -}}
{{- fail (printf "extraEnv sets %s: Services and probes use the ports 8080 and 9000. Change service.port instead." .name) -}}
{{- end -}}
{{- if or (has (printf "- name: %s" .name) $own) (has .name $seen) -}}
{{- fail (printf "extraEnv sets %s, which is set already: use the value of this chart for it." .name) -}}
{{- end -}}
{{- $seen = append $seen .name -}}
{{- end -}}
{{- end -}}

{{- define "incumbent.checkNetwork" -}}
{{- if and .Values.networkPolicy.enabled (not .Values.bundled.enabled) (not .Values.networkPolicy.egress) -}}
{{- fail "networkPolicy.enabled is set without networkPolicy.egress: the instances could not reach PostgreSQL and Redis. Add egress rules to them." -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.enabled is set without ingress.hosts: name the hosts that it answers for." -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.enabled is set without httpRoute.parentRefs: name the Gateway that it belongs to." -}}
{{- end -}}
{{- if and .Values.tests.enabled (le (int .Values.tests.timeoutSeconds) (int .Values.rollout.preStopSleepSeconds)) -}}
{{- fail (printf "tests.timeoutSeconds is %d, but a leader that is told to stop serves on for %d s (rollout.preStopSleepSeconds): the time must be longer." (int .Values.tests.timeoutSeconds) (int .Values.rollout.preStopSleepSeconds)) -}}
{{- end -}}
{{- end -}}
