# Everything a developer does, by name. `make help` lists it.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.installed
NODE_SETUP := node_modules/.installed
POLICIES := .venv-infra/.installed
CHROMIUM ?= /usr/bin/chromium
SOURCES := function_app.py functions shared devhost tools bench tests

.PHONY: help setup run demo test browser check format bench quality package index openapi routes permissions contracts lock clean

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(SETUP) $(NODE_SETUP)  ## Make the environment and install what is locked

$(SETUP): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "Talenti needs Python 3.11, 3.12 or 3.13: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(NODE_SETUP): package-lock.json
	@command -v npm >/dev/null || { echo "Talenti needs Node 20 or newer for the storage emulator: install it from nodejs.org." >&2; exit 2; }
	npm ci --silent --no-audit --no-fund
	@touch $@

run: setup index  ## Run the product on this machine, with demo data
	@$(BIN)/python -m devhost

demo: setup  ## Seed the demo company again, into the product that is running
	$(BIN)/python -m devhost.demo

test: setup  ## Pass the tests, all but those of the web app
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser and not fuzz and not package"

browser: setup $(CHROMIUM)  ## Pass the tests of the web app and draw the diagrams of the documents, in Chromium
	$(BIN)/python -m pytest -n auto --dist loadfile tests/browser

$(CHROMIUM):
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium; fi

check: setup $(POLICIES)  ## Lint, types, import rules, generated documents, made-up calls
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.index --check
	$(BIN)/python -m tools.openapi --check
	$(BIN)/python -m tools.permissions --check
	$(BIN)/python -m tools.contracts --check
	$(BIN)/python -m tools.docs
	$(BIN)/python -m tools.bicep
	$(BIN)/python -m tools.bicep.policies .venv-infra/bin/checkov
	.venv-infra/bin/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	.venv-infra/bin/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	.venv-infra/bin/zizmor --offline --quiet .github
	$(BIN)/python -m pytest -n auto -q tests/fuzz

$(POLICIES): requirements-infra.txt
	$(PYTHON) -m venv .venv-infra
	.venv-infra/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-infra.txt
	@touch $@

format: setup  ## Put the sources in order
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

bench: setup  ## Measure; the figures are in docs/performance.md
	$(BIN)/python -m bench

quality: setup  ## Measure how well the embedded intelligence judges, against its targets
	$(BIN)/python -m bench.quality

package: setup  ## Build the deployment package, dist/talenti.zip, and run it
	$(BIN)/python -m tools.package
	$(BIN)/python -m pytest -q tests/package

index: setup  ## Write functions/index.json from the declarations, for the host
	@$(BIN)/python -m tools.index

openapi: setup index  ## Write openapi.json from the declarations
	$(BIN)/python -m tools.openapi

permissions: setup  ## Write docs/permissions.md from the declarations
	$(BIN)/python -m tools.permissions

contracts: setup  ## Write the table of documented operations into docs/contracts.md
	$(BIN)/python -m tools.contracts

routes: setup  ## Print every operation
	@$(BIN)/python -m tools.routes

lock: setup  ## Pin the dependencies again
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --group infra -o requirements-infra.txt

clean:  ## Remove what was installed and the local data
	rm -rf $(VENV) .venv-runtime .venv-infra node_modules .local .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
