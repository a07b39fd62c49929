# The environment in .venv has three levels, one stamp each: the package alone (demo), what the
# tests need, and what the checks need. A second run reuses it; a change of the grammar, of the
# build hook or of pyproject.toml installs again.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
SOURCES := pyproject.toml hatch_build.py $(wildcard grammar/*.lark grammar/*.py dfopt/knowledge/tools/*.toml)

# Imports look two to three times too slow without byte code.
unexport PYTHONDONTWRITEBYTECODE
# A path of the calling shell must not stand in front of what is installed here.
unexport PYTHONPATH

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test check conformance corpus projects properties docs bench e2e-vscode clean

help: ## Show this list
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name text; do \
		printf '  make %-12s %s\n' "$$name" "$$text"; done

demo: $(VENV)/package.stamp ## Optimize the Dockerfiles in examples/: the diff and the reasons
	@$(BIN)/dfopt examples

test: $(VENV)/test.stamp ## Run all tests
	@$(BIN)/python -m pytest -q -n auto --dist worksteal

check: $(VENV)/check.stamp ## Lint, check the format, the types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_architecture.py

conformance: $(VENV)/test.stamp ## Compare with results recorded from BuildKit: GOLDEN=DIR
	@test -n "$(GOLDEN)" || { echo 'usage: make conformance GOLDEN=DIR' >&2; exit 2; }
	@$(BIN)/python -m tests.conformance "$(GOLDEN)"

corpus: $(VENV)/test.stamp ## Run over a corpus of Dockerfiles: CORPUS=FILE.jsonl.gz
	@test -n "$(CORPUS)" || { echo 'usage: make corpus CORPUS=FILE.jsonl.gz' >&2; exit 2; }
	@$(BIN)/python -m tests.corpus "$(CORPUS)"

projects: $(VENV)/test.stamp ## Run over projects with build contexts: CORPUS=DIRECTORY
	@test -n "$(CORPUS)" || { echo 'usage: make projects CORPUS=DIRECTORY' >&2; exit 2; }
	@$(BIN)/python -m tests.projects "$(CORPUS)/projects.jsonl.gz" "$(CORPUS)/contexts.jsonl.gz"

properties: $(VENV)/test.stamp ## Run the property tests for long: DFOPT_EXAMPLES=N (5000)
	@DFOPT_EXAMPLES="$${DFOPT_EXAMPLES:-5000}" $(BIN)/python -m pytest -q -n auto tests/properties

docs: $(VENV)/package.stamp ## Write docs/rules.md and docs/assumptions.md
	@$(BIN)/dfopt rule --all > docs/rules.md
	@$(BIN)/dfopt rule --assumptions > docs/assumptions.md

bench: $(VENV)/test.stamp ## Measure start-up, planner, server and parser (CORPUS=FILE.jsonl.gz: over it)
	@$(BIN)/python -m benchmarks.startup
	@$(BIN)/python -m benchmarks.plan
	@$(BIN)/python -m benchmarks.replay
	@$(BIN)/python -m benchmarks.latency
	@$(BIN)/python -m benchmarks.parse $(if $(CORPUS),"$(CORPUS)")
	@$(if $(CORPUS),$(BIN)/python -m benchmarks.prove "$(CORPUS)")

e2e-vscode: $(VENV)/test.stamp ## Run the extension in VS Code in a browser (downloads 200 MB once)
	@editors/vscode/e2e/run.sh

clean: ## Remove the environment, caches and everything generated
	rm -rf $(VENV) build dist dfopt/syntax/_tables.py dfopt/knowledge/_tables.py .hypothesis .mypy_cache .pytest_cache .ruff_cache
	cd editors/vscode && rm -rf LICENSE dfopt.vsix dist dist-test e2e-log node_modules e2e/node_modules
	find . -name __pycache__ -prune -exec rm -rf {} +

# An environment that was made by hand, by another interpreter, or copied from another folder
# (its paths point there) is not ours to reuse.
MADE_BY := $(shell $(PYTHON) -c 'import sys; print(sys.base_prefix, *sys.version_info[:2])' 2>&1) $(CURDIR)
ifneq ($(shell cat $(VENV)/made-by 2>/dev/null),$(MADE_BY))
.PHONY: $(VENV)/made-by
endif

$(VENV)/made-by:
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "dfopt needs Python 3.11 or newer; there is no $(PYTHON) (make PYTHON=...)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "dfopt needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" -V 2>&1) (make PYTHON=...)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }
	@echo "setting up $(VENV) ..." >&2
	@"$(PYTHON)" -m venv --clear $(VENV)
	@echo '$(MADE_BY)' > $@

$(VENV)/package.stamp: $(VENV)/made-by $(SOURCES)
	@$(PIP) install --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/made-by $(SOURCES)
	@$(PIP) install --editable '.[test]'
	@touch $(VENV)/package.stamp $@

$(VENV)/check.stamp: $(VENV)/made-by $(SOURCES)
	@$(PIP) install --editable '.[check]'
	@touch $(VENV)/package.stamp $(VENV)/test.stamp $@
