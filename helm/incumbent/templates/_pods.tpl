{{- /* What the pods of this chart have in common. */ -}}

{{- /* Meets the pod security standard "restricted". Called with the user: a number, or null where the cluster chooses one. */ -}}
{{- define "incumbent.podSecurity" -}}
runAsNonRoot: true
{{- with . }}
runAsUser: {{ int64 . }}
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "incumbent.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- /* What every pod of our own image has: no token, no variables that name Services, a user without rights. */ -}}
{{- define "incumbent.podBasics" -}}
automountServiceAccountToken: false
# Variables of a Service like incumbent-redis look like keys of the program.
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  {{- include "incumbent.podSecurity" .Values.podSecurity.runAsUser | nindent 2 }}
{{- end -}}

{{- /* One container of our own image, without its environment. Called with a list: the root, and the arguments. */ -}}
{{- define "incumbent.container" -}}
{{- $root := index . 0 -}}
{{- $arguments := index . 1 -}}
{{- if eq $root.Values.image.runtime "native" -}}
{{- $arguments = prepend $arguments (printf "-Xmx%dm" (int $root.Values.memory.heapMi)) -}}
{{- end -}}
image: {{ include "incumbent.image" $root }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
{{- with $arguments }}
args: {{ toJson . }}
{{- end }}
securityContext:
  {{- include "incumbent.containerSecurity" $root | nindent 2 }}
resources:
  {{- $memory := printf "%dMi" (add (int $root.Values.memory.heapMi) (int $root.Values.memory.otherMi)) }}
  requests:
    cpu: {{ $root.Values.cpu.request }}
    memory: {{ $memory }}
  limits:
    {{- with $root.Values.cpu.limit }}
    cpu: {{ . }}
    {{- end }}
    memory: {{ $memory }}
{{- end -}}

{{- /* The heap of a JVM. It overrides the percentage that the image sets, which would leave too little for everything else. */ -}}
{{- define "incumbent.jvmEnv" -}}
{{- if eq .Values.image.runtime "jvm" }}
- name: JAVA_TOOL_OPTIONS
  value: {{ printf "-Xmx%dm %s" (int .Values.memory.heapMi) .Values.jvmOptions | trim | quote }}
{{- end }}
{{- end -}}

{{- /* Seconds of a duration like 500ms, 5s, 2m, 1h or 1d, rounded up. */ -}}
{{- define "incumbent.seconds" -}}
{{- $number := regexFind "^[0-9]+" . | int -}}
{{- $unit := regexFind "[a-z]+$" . -}}
{{- if eq $unit "ms" -}}{{ div (add $number 999) 1000 }}
{{- else -}}{{ mul $number (get (dict "s" 1 "m" 60 "h" 3600 "d" 86400) $unit) }}
{{- end -}}
{{- end -}}

{{- /* The sleep, then deliveries, then fenced work, then 15 s: releasing both stores, the last answers, the end of the process. */ -}}
{{- define "incumbent.leastGrace" -}}
{{- $deliveries := include "incumbent.seconds" (index .Values.incumbent.dispatch "drain-timeout") | int -}}
{{- $fenced := include "incumbent.seconds" (index .Values.incumbent.election "drain-timeout") | int -}}
{{- add (int .Values.rollout.preStopSleepSeconds) $deliveries $fenced 15 -}}
{{- end -}}

{{- define "incumbent.grace" -}}
{{- $least := include "incumbent.leastGrace" . | int -}}
{{- default $least .Values.rollout.terminationGracePeriodSeconds | int -}}
{{- end -}}
