# The Segment SDKs that the tests send events by, and the clients of others that speak as they do, each language's in a
# folder of its own under .tools/. Those for Java and Kotlin come by Maven. Where Go or Rust is missing, the runs of their
# clients are left out, and the test says so.

has = $(shell command -v $(1) 2>/dev/null)

.PHONY: segment
segment: .tools/segment-python/ready .tools/segment-node/ready
segment: $(if $(call has,go),.tools/segment-go/send) $(if $(call has,cargo),.tools/segment-rust/ready)

.tools/segment-python/ready: tests/segment/python/requirements.txt
	@python3 -m venv --help >/dev/null 2>&1 || { echo "The tests of Segment's Python SDK need python3 (3.9 or later) with its venv module (for example: apt-get install python3-venv)." >&2; exit 1; }
	python3 -m venv --clear .tools/segment-python
	.tools/segment-python/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
	  -r tests/segment/python/requirements.txt
	.tools/segment-python/bin/pip check --quiet
	@touch $@

.tools/segment-node/ready: tests/segment/node/package.json tests/segment/node/package-lock.json
	@command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || { echo "The tests of Segment's SDKs for Node and for browsers need node (20 or later) and npm on PATH (for example: apt-get install nodejs npm)." >&2; exit 1; }
	@node -e 'process.exit(parseInt(process.versions.node, 10) < 20 ? 1 : 0)' || { echo "The tests of Segment's SDKs for Node and for browsers need node 20 or later; this is $$(node --version)." >&2; exit 1; }
	@rm -rf $(@D) && mkdir -p $(@D) && cp $^ $(@D)
	npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.tools/segment-go/send: tests/segment/go/go.mod tests/segment/go/go.sum tests/segment/go/main.go
	@mkdir -p $(@D)
	cd $(<D) && GOFLAGS=-mod=readonly GOTOOLCHAIN=local go build -trimpath -o "$(CURDIR)/$@" .

.tools/segment-rust/ready: tests/segment/rust/Cargo.toml tests/segment/rust/Cargo.lock tests/segment/rust/src/main.rs
	cargo build --quiet --locked --manifest-path $< --target-dir $(@D)
	@touch $@
