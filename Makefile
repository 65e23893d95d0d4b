# The project's habits. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
TESTS ?= tests
export PYTHON

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

environment-demo:
	@scripts/environment.sh demo

environment-test:
	@scripts/environment.sh test
	@scripts/test-machine.sh

assets: environment-demo ## build style sheets and scripts into scheduler/static
	@$(BIN)/python assets/build.py

demo: assets ## run everything with sample data on http://127.0.0.1:8000 (PORT=8001 for another)
	@$(BIN)/scheduler demo --port $(PORT)

test: environment-test ## install what the tests need, run all of them on SQLite, and on PostgreSQL what hangs on it
	@$(BIN)/python assets/build.py
	@echo "  Tests on SQLite"
	@$(BIN)/pytest $(TESTS) -n 3 -q
	@echo "  Tests on PostgreSQL"
	@TEST_DATABASE=postgresql $(BIN)/pytest $(TESTS) -n 3 -q

check: environment-test ## format, lint, types, imports, templates, the tests, then known weaknesses of packages
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint templates --lint --quiet
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory audit

audit: environment-test ## look every pinned package up among known weaknesses (needs PyPI)
	@$(BIN)/python scripts/audit.py

fix: environment-test ## format and mend what can be mended by itself
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

bench: environment-test ## print the figures, each as a ratio within one run
	@scripts/bench-machine.sh
	@$(BIN)/python assets/build.py
	@$(BIN)/python -m bench

soak: environment-test ## the long storms: kills, races, histories, bad mail servers, random text, fuzzing (FUZZ_SECONDS=60 shortens it)
	@$(BIN)/pytest tests -m storm -q
	@TEST_DATABASE=postgresql $(BIN)/pytest tests -m storm -q

lock: ## renew requirements/*.txt from pyproject.toml (needs uv)
	@scripts/lock.sh

clean: ## remove what was built and the demo's data (asks nothing: the demo's data is invented)
	@rm -rf var/demo scheduler/static assets/node_modules tests/oracles/node_modules

.PHONY: help environment-demo environment-test assets demo test check audit fix bench soak lock clean
