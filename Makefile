# Nothing needs to be exported: .mvn/with-jdk finds a JDK 25 and a Maven, or says in one line what is missing.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
# All targets write to the same folder; and the checks of a target come before its build.
.NOTPARALLEL:

WITH_JDK := .mvn/with-jdk

# Only warnings and errors, and what Surefire says. BuildMojo's one warning is wrong: it asks for the extensions that
# the pom does enable.
LOG := -Dorg.slf4j.simpleLogger
QUIET := -B -ntp -Dstyle.color=never $(LOG).defaultLogLevel=warn $(LOG).log.io.quarkus.maven.BuildMojo=error
MVN := $(WITH_JDK) mvn $(QUIET)

# Built again only if something changed; folders are listed too, so that a deleted file counts as a change.
BUILT := target/built
SOURCES := $(shell find pom.xml .mvn src 2>/dev/null)

# With what .mvn/build-steps needs: the start of each step, and each download.
BUILD_MVN = $(WITH_JDK) mvn $(filter-out -ntp,$(QUIET)) $(LOG).log.org.apache.maven.cli.event.ExecutionEventLogger=info \
	$(LOG).log.org.apache.maven.cli.transfer.Slf4jMavenTransferListener=info

# At Ctrl-C make ends by the same signal, so it need not report the exit code of the command as well.
CTRL_C_IS_NO_ERROR = interrupted=; trap 'interrupted=yes' INT

# What lives in the test tree runs by plain java, not inside Maven: signals then reach it at once.
TEST_JAVA = $(WITH_JDK) java -Dincumbent.jar=$(CURDIR)/target/quarkus-app/quarkus-run.jar \
	-Djava.util.logging.manager=org.jboss.logmanager.LogManager \
	--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
	-cp "target/test-classes:target/classes:$$(cat target/test-class-path)"

# Percentage of the lines that tests must reach, and where they must take every branch: a package, and a class.
LINES_MIN = 90
BRANCHES_ALL = io/incumbent/election io/incumbent/database/schema/SetupMachine

.PHONY: help
help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-24s %s\n", $$1, $$2 }'

.PHONY: demo
demo: demo-check $(BUILT) ## Real PostgreSQL, real Redis, three instances: watch one lead. INSTANCES=5 TTL=3s DEMO_SECONDS=30
	@exec $(TEST_JAVA) io.incumbent.demo.Demo

# Run from its source, since nothing may have been built yet.
.PHONY: demo-check
demo-check:
	@$(CTRL_C_IS_NO_ERROR); \
		$(WITH_JDK) java -XX:TieredStopAtLevel=1 $(wildcard src/*/java/io/incumbent/demo/StartCheck.java) \
		|| { code=$$?; test -n "$$interrupted" || exit $$code; }

.PHONY: check
check: ## In a minute: format, compiler checks, and all tests that need no server and no process (no @NeedsServers, @NeedsProcesses)
	@$(MVN) $(LOG).log.org.apache.maven.plugin.surefire=info test -Dquarkus.build.skip -Djacoco.skip '-Dtest.tags.left-out=pgbouncer | images | helm | kube | servers'

.PHONY: test
test: ## Everything that must hold: format, compiler checks, all tests, native augmentation
	@rm -f target/jacoco-quarkus.exec
	@$(MVN) $(LOG).log.org.apache.maven.plugin.surefire=info verify
	@touch $(BUILT)
	@$(TEST_JAVA) io.incumbent.CoverageFloor target/site/jacoco/jacoco.xml $(LINES_MIN) $(BRANCHES_ALL)

.PHONY: test-pgbouncer
test-pgbouncer: ## What must hold behind a real PgBouncer, which must be installed
	@PATH="$$PATH:/usr/sbin" command -v pgbouncer >/dev/null \
		|| { echo "No pgbouncer: install it, for example by apt-get install pgbouncer." >&2; exit 1; }
	@$(MVN) $(LOG).log.org.apache.maven.plugin.surefire=info test -Dtest.tags=pgbouncer -Dtest.tags.left-out=

# By whichever container engine answers. Images in Docker's own format keep their HEALTHCHECK; only podman has to be told.
# The name is written out since podman would complete it to localhost/, and Kubernetes to this one.
.PHONY: image
image: $(BUILT) ## The image of the JVM, incumbent:jvm. ENGINE=podman TAG=incumbent:jvm JVM_IMAGE=eclipse-temurin:25-jre SOURCE=https://...
	@format=; engine=$(ENGINE); test -n "$$engine" || for one in docker podman; do \
			if $$one info >/dev/null 2>&1; then engine=$$one; break; fi; done; \
		test -n "$$engine" || { echo "No container engine: start docker or podman, or say which: make image ENGINE=..." >&2; exit 1; }; \
		case $$engine in *podman*) format='--format docker' ;; esac; \
		$$engine build $$format -f src/main/docker/Dockerfile.jvm -t $(or $(TAG),docker.io/library/incumbent:jvm) \
			$(if $(JVM_IMAGE),--build-arg JVM_IMAGE=$(JVM_IMAGE)) $(if $(SOURCE),--build-arg SOURCE=$(SOURCE)) \
			--build-arg VERSION=$$(sed -n 's|^  <version>\(.*\)</version>|\1|p' pom.xml) \
			--build-arg REVISION=$$(git rev-parse HEAD 2>/dev/null || echo unknown) .

# Nothing can be assumed to be pulled, so the bases are made of Debian's packages and the JDK here.
.PHONY: test-images
test-images: $(BUILT) ## All images, built and tried by podman, and compose.yaml; needs root, podman, podman-compose, debootstrap
	@test "$$(id -u)" -eq 0 || { echo "Needs root: base images are made by debootstrap." >&2; exit 1; }
	@for program in podman runc iptables podman-compose debootstrap; do PATH="$$PATH:/usr/sbin:/sbin" command -v $$program >/dev/null \
		|| missing="$$missing $$program"; done; test -z "$$missing" || { echo "Not there:$$missing. Install them, for example by" \
		"apt-get install podman runc netavark aardvark-dns iptables debootstrap, and pip install podman-compose." >&2; exit 1; }
	@$(WITH_JDK) src/test/docker/local-images java stores
	@$(MVN) $(LOG).log.org.apache.maven.plugin.surefire=info surefire:test -Dtest.tags=images -Dtest.tags.left-out=

.PHONY: test-kube
test-kube: kube-check ## Chart and routing on the Kubernetes of KUBECONFIG, with images that its nodes have: INCUMBENT_IMAGE=name:tag POSTGRES_IMAGE= REDIS_IMAGE=
	@$(MVN) $(LOG).log.org.apache.maven.plugin.surefire=info test -Dquarkus.build.skip -Djacoco.skip -Dtest.tags=kube -Dtest.tags.left-out= $(if $(TESTS),-Dtest=$(TESTS))

.PHONY: bench-kube
bench-kube: kube-check $(BUILT) ## How long no signal is accepted when something happens to the leader's pod, on the same Kubernetes. ROUNDS=1 FAULTS=POD_DELETED,ROLLOUT
	@exec $(TEST_JAVA) $(if $(ROUNDS),-Drounds=$(ROUNDS)) $(if $(FAULTS),-Dfaults=$(FAULTS)) io.incumbent.bench.KubeBench

# KUBE_TOOL, where there is one, reaches the cluster, and its nodes as well.
.PHONY: kube-check
kube-check:
	@$(if $(KUBE_TOOL),$(KUBE_TOOL) exec) kubectl version >/dev/null 2>&1 \
		|| { echo "No Kubernetes answers: set KUBECONFIG to one (kubectl and helm must be on the PATH), or KUBE_TOOL to a program as described in src/harness/java/io/incumbent/kubernetes/Cluster.java." >&2; exit 1; }
	@$(if $(KUBE_TOOL),$(KUBE_TOOL) exec) helm version >/dev/null 2>&1 || { echo "No helm: install Helm 3." >&2; exit 1; }

.PHONY: test-chart
test-chart: ## What the chart is rendered to, and what it refuses; needs Helm, no cluster. HELM=helm
	@command -v "$(or $(HELM),helm)" >/dev/null \
		|| { echo "No helm: install Helm 3.18 or newer, or set HELM to it." >&2; exit 1; }
	@HELM="$(or $(HELM),helm)" $(MVN) $(LOG).log.org.apache.maven.plugin.surefire=info test -Dquarkus.build.skip -Djacoco.skip \
		-Dtest.tags=helm -Dtest.tags.left-out=

.PHONY: chart-docs
chart-docs: $(BUILT) ## The table of values in the chart's README and the descriptions in its schema, from the comments of its values
	@exec $(TEST_JAVA) io.incumbent.chart.ChartDocuments

# In the background, where the shell passes on at once what it is sent itself.
.PHONY: run
run: $(BUILT) ## One instance, against the databases of INCUMBENT_DATABASE_URL and INCUMBENT_REDIS_HOSTS
	@$(WITH_JDK) java -jar target/quarkus-app/quarkus-run.jar & pid=$$!; interrupted=; \
		trap 'interrupted=yes; kill $$pid' INT; trap 'kill $$pid' TERM; \
		wait $$pid; code=$$?; while kill -0 $$pid 2>/dev/null; do wait $$pid; code=$$?; done; \
		test -n "$$interrupted" || exit $$code

.PHONY: simulate
simulate: $(BUILT) ## Replay one seed of the simulated world, with its trace. SEED=42, VARIANT=...
	@test -n "$(SEED)" || { echo "Which seed? For example: make simulate SEED=42" >&2; exit 1; }
	@exec $(TEST_JAVA) io.incumbent.simulation.Replay

.PHONY: bench-fence
bench-fence: $(BUILT) ## The ways to fence a transaction, side by side on a real PostgreSQL
	@exec $(TEST_JAVA) io.incumbent.bench.FenceBench

.PHONY: bench-dispatch
bench-dispatch: $(BUILT) ## The dispatcher beside a loop of plain SQL, on a durable PostgreSQL. ROWS=100000 ROUNDS=3
	@exec $(TEST_JAVA) $(if $(ROWS),-Drows=$(ROWS)) $(if $(ROUNDS),-Drounds=$(ROUNDS)) io.incumbent.bench.DispatchBench

.PHONY: bench-startup
bench-startup: $(BUILT) ## From exec to live, to a ready database, to the verified leader
	@exec $(TEST_JAVA) io.incumbent.bench.StartupBench

.PHONY: bench-takeover
bench-takeover: $(BUILT) ## What is promised of takeovers and starts beside what is measured, met or not. IDLE_AFTER=60
	@exec $(TEST_JAVA) $(if $(IDLE_AFTER),-Didle.after=$(IDLE_AFTER)) io.incumbent.bench.TakeoverBench

.PHONY: bench-intake
bench-intake: $(BUILT) ## Signals per second over HTTP beside pgbench on the same server. SECONDS=8
	@exec $(TEST_JAVA) io.incumbent.bench.IntakeBench $(SECONDS)

.PHONY: bench-clock
bench-clock: $(BUILT) ## What a question to the clock of all deadlines costs, beside System.nanoTime(). ROUNDS=9
	@exec $(TEST_JAVA) $(if $(ROUNDS),-Drounds=$(ROUNDS)) io.incumbent.bench.ClockBench

.PHONY: stress-pools
stress-pools: $(BUILT) ## 200 threads on pools of 20 and of 5, with and without connections being killed. SECONDS=60
	@{ $(MVN) surefire:test -Dtest='PoolStressTest,SmallPoolStressTest' -Dincumbent.stress.seconds=$(or $(SECONDS),60); \
		echo $$? > target/stress-status; } | grep --line-buffered -E '^pool stress|Tests run|FAIL|BUILD|ERROR'; \
		exit $$(cat target/stress-status)

.PHONY: chaos-signals
chaos-signals: $(BUILT) ## 32 senders, three instances that are killed and frozen, every policy: nothing lost or doubled. SIGNALS=10000
	@{ $(MVN) surefire:test -Dtest=SignalChaosTest -Dincumbent.chaos.signals=$(or $(SIGNALS),10000); \
		echo $$? > target/chaos-status; } | grep --line-buffered -E '^chaos|Tests run|FAIL|BUILD|ERROR'; \
		exit $$(cat target/chaos-status)

.PHONY: native
native: ## The native binary; needs GraalVM 25, or a container engine
	@{ command -v "$$GRAALVM_HOME/bin/native-image" || command -v "$$JAVA_HOME/bin/native-image" \
		|| command -v native-image || docker info || podman info; } >/dev/null 2>&1 \
		|| { echo "No native-image: set GRAALVM_HOME to a GraalVM or Mandrel 25, or start docker or podman." >&2; exit 1; }
	@$(WITH_JDK) mvn -B -ntp package -Dnative -DskipTests

.PHONY: format
format: ## Format all code; `make test` refuses what is not formatted
	@$(MVN) spotless:apply

.PHONY: clean
clean: ## Remove everything that was built
	@rm -rf target

$(BUILT): $(SOURCES)
	@mkdir -p $(@D) && rm -f target/build-status
	@test -f $@ && echo "Building again what has changed ..." \
		|| echo "Building, a minute or two. The first time, Maven also downloads what it needs: some minutes more."
	@$(CTRL_C_IS_NO_ERROR); \
		{ $(BUILD_MVN) process-test-classes -Dspotless.check.skip; echo $$? > target/build-status; } | .mvn/build-steps; \
		test -n "$$interrupted" || { code=$$(cat target/build-status) && test $$code -eq 0 && touch $@ || exit $$code; }
