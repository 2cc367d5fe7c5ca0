# What user agents are read by and measured on. `make agents` measures on what package.json and
# requirements.txt pin; `make crawlers` pins the newest and writes the table of it.

.PHONY: agents crawlers
agents: .tools/crawlers/ready ## Measure: how many crawlers are told from browsers, and how much is read right
	@scripts/mvn -q -pl shared/device -am test -Dtest=AgentsTest -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtrackline.agents=true

crawlers: ## Bring the crawlers' table up to date with the data sets of npm and PyPI
	@command -v npm >/dev/null 2>&1 && python3 -m venv --help >/dev/null 2>&1 || { echo "The crawlers' table is made by npm and python3 with its venv module (for example: apt-get install npm python3-venv)." >&2; exit 1; }
	npm install --prefix tools/crawlers --package-lock-only --save-exact --ignore-scripts --no-audit --no-fund --loglevel=error \
	  crawler-user-agents@latest user-agents@latest
	rm -rf .tools/crawlers-python && python3 -m venv .tools/crawlers-python
	.tools/crawlers-python/bin/pip install --quiet --disable-pip-version-check --dry-run --only-binary :all: \
	  --report .tools/crawlers-python/report.json ai-crawler-index
	.tools/crawlers-python/bin/python tools/crawlers/pins.py .tools/crawlers-python/report.json > .tools/crawlers-python/pins
	mv .tools/crawlers-python/pins tools/crawlers/requirements.txt
	.tools/crawlers-python/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
	  -r tools/crawlers/requirements.txt
	$(MAKE) .tools/crawlers/ready
	.tools/crawlers-python/bin/python tools/crawlers/crawlers.py .tools/crawlers > .tools/crawlers.tsv
	mv .tools/crawlers.tsv shared/device/src/main/resources/trackline/device/crawlers.tsv

.tools/crawlers/ready: tools/crawlers/package.json tools/crawlers/package-lock.json
	@command -v npm >/dev/null 2>&1 || { echo "The samples of crawlers and browsers need npm on PATH (for example: apt-get install nodejs npm)." >&2; exit 1; }
	@rm -rf $(@D) && mkdir -p $(@D) && cp $^ $(@D)
	npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
