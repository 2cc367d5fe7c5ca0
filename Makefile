# Trackline's commands. `make` alone lists them.

.DEFAULT_GOAL := help
SHELL := bash
PORT ?= 8080
EVENTS ?= 5000
SCHEDULES ?= 10000
ROUNDS ?= 20
MINUTES ?= 10
SEED ?= $(shell date +%s)

.PHONY: help demo test simulate kill soak fuzz prove bench mutation format screenshot clean

help: ## List the commands
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: ## Run all of Trackline here with a seeded week of events, at http://localhost:8080
	./trackline local --port $(PORT) --fake-events $(EVENTS)

test: .tools/sam/ready segment .tools/crawlers/ready ## Check everything; sets up what it needs (Chromium, the SAM command, Segment's SDKs)
	scripts/browser
	scripts/mvn -T 2 verify
	scripts/no-skipped-tests

simulate: ## Run random schedules of faults through the stream and forward, SCHEDULES=10000
	scripts/mvn -q -pl tests -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtrackline.schedules=$(SCHEDULES) -Dtrackline.seed=$(SEED)

bench: ## Measure: lines a second and peak heap of the importer, events a second of ingest
	scripts/mvn -q -Dmaven.test.skip=true -pl bench -am process-classes
	@for megabytes in 10 100 1000; do \
	  $(call measured,64) trackline.bench.ImporterBench $$megabytes; \
	done
	@$(call measured,512) trackline.bench.IngestBench 1000

# Runs a class in so many megabytes of heap.
measured = "$$(scripts/jdk)/bin/java" -Xmx$(1)m -XX:+UseSerialGC \
	  -cp "bench/target/classes:$$(<bench/target/class-path)"

kill: endurance ## Kill a local Trackline under load, ROUNDS=20 times, and count what is lost or double
	@$(call bench,endurance.Kill) "$(ROUNDS)" "$(SEED)"

soak: endurance ## Load a local Trackline for MINUTES=10, and watch its heap, file handles and threads
	@$(call bench,endurance.Soak) "$(MINUTES)" "$(SEED)"

fuzz: endurance ## Send hostile requests to every door of a local Trackline for MINUTES=10; watch answers, time, memory and what is kept
	@$(call bench,fuzz.Fuzz) "$(MINUTES)" "$(SEED)"

prove: ## All that runs for long, one after the other: kill, soak, simulate, mutation, fuzz
	$(MAKE) kill
	$(MAKE) soak
	$(MAKE) simulate
	$(MAKE) mutation
	$(MAKE) fuzz

# Runs a class that starts a local Trackline; its first argument is the folder of the sources.
bench = "$$(scripts/jdk)/bin/java" -Xmx512m -cp "bench/target/classes:$$(<bench/target/class-path)" \
	  trackline.bench.$(1) "$(CURDIR)"

.PHONY: endurance
endurance:
	scripts/mvn -q -Dmaven.test.skip=true -pl bench -am process-classes
	@./trackline --version >/dev/null

mutation: ## Mutate the code of keys, packing, checkpoints and verdicts: the tests must notice 85 %
	scripts/mvn -q -pl shared/core,shared/intake,shared/aws,functions/ingest,functions/forward,engines -am \
	  test-compile \
	  org.pitest:pitest-maven:mutationCoverage

format: ## Format the Java sources
	scripts/mvn -q spotless:apply

screenshot: ## Make docs/dashboard.png anew
	scripts/browser
	scripts/mvn -pl tests -am test -Dtest=DashboardPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dtrackline.screenshot=true

clean: ## Remove everything that was built
	scripts/mvn -q clean
	rm -rf target .aws-sam .tools

include functions/build.mk
include tests/segment/build.mk
include tools/crawlers/build.mk
