# What `sam build` runs: it calls `make build-<logical id>` with ARTIFACTS_DIR for each function of
# template.yaml and of the stacks nested in it. Maven runs once for all of them, when a source is newer than the stamp.

functions-stamp := target/functions.stamp
functions-sources := pom.xml $(shell find shared functions dashboard -path '*/target' -prune -o -path '*/src/test' -prune -o -print)

# The tests are skipped, compilation and all: `make test` runs them. sam shows only what make writes to
# standard error, so Maven's complaints go there.
$(functions-stamp): $(functions-sources)
	@rm -rf functions/*/target/dependency
	scripts/mvn -q -Dmaven.test.skip=true -am \
	  -pl functions/ingest,functions/forward,functions/rollup,functions/query,functions/importer,functions/attach,functions/search,functions/audit \
	  package dependency:copy-dependencies -DincludeScope=runtime 1>&2
	@mkdir -p $(@D) && touch $@

# Jars in lib/, in place of one shaded jar: docs/decisions/0074-jars-in-lib.md says why.
define put-function
	@"$$(scripts/jdk)/bin/java" functions/StoreJars.java "$(ARTIFACTS_DIR)/lib" \
	  functions/$(1)/target/trackline-$(1)-*.jar functions/$(1)/target/dependency
endef

.PHONY: build-IngestFunction build-ForwardFunction build-RollupFunction build-QueryFunction build-ImporterFunction build-AttachFunction build-SearchFunction build-AuditFunction build-EvidenceFunction
build-IngestFunction: $(functions-stamp)
	$(call put-function,ingest)
	@"$$(scripts/jdk)/bin/java" -cp "$(ARTIFACTS_DIR)/lib/*" functions/CheckPlan.java
build-ForwardFunction: $(functions-stamp)
	$(call put-function,forward)
build-RollupFunction: $(functions-stamp)
	$(call put-function,rollup)
build-QueryFunction: $(functions-stamp)
	$(call put-function,query)
build-ImporterFunction: $(functions-stamp)
	$(call put-function,importer)
build-AttachFunction: $(functions-stamp)
	$(call put-function,attach)
build-SearchFunction: $(functions-stamp)
	$(call put-function,search)
build-AuditFunction: $(functions-stamp)
	$(call put-function,audit)
build-EvidenceFunction: $(functions-stamp)
	$(call put-function,audit)

# ---- the tools that check and build the stack, in a folder of their own

.PHONY: sam validate
sam: .tools/sam/ready
.tools/sam/ready: tools/requirements.txt
	@python3 -m venv --help >/dev/null 2>&1 || { echo "The stack's tools need python3 with its venv module (for example: apt-get install python3-venv)." >&2; exit 1; }
	python3 -m venv --clear .tools/sam
	.tools/sam/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
	  -r tools/requirements.txt
	.tools/sam/bin/pip check --quiet
	@touch $@

validate: .tools/sam/ready
	SAM_CLI_TELEMETRY=0 .tools/sam/bin/sam validate --lint
	SAM_CLI_TELEMETRY=0 .tools/sam/bin/sam validate --lint --template stacks/search.yaml
	SAM_CLI_TELEMETRY=0 .tools/sam/bin/sam validate --lint --template stacks/airkit.yaml
	SAM_CLI_TELEMETRY=0 .tools/sam/bin/sam validate --lint --template stacks/audit.yaml
