# What a developer and CI run. `make setup` and `make demo` need nothing installed beforehand.
SHELL := /bin/bash
BIN := .venv/bin
SOURCES := src tests bench
NODE := $(wildcard tests/oracles/node/package-lock.json)

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests demo quick test checks fuzz bench gen gen-check i18n clean

help:  ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: .venv/.runtime  ## Install Muniment into .venv, with the system libraries it needs

setup-tests: .venv/.tests  ## Install the tools of the tests, too

.venv/.runtime: pyproject.toml tools/setup.sh
	tools/setup.sh runtime
	@touch $@

.venv/.tests: .venv/.runtime pyproject.toml tools/setup.sh $(NODE)
	tools/setup.sh tests
	@touch $@

demo: setup  ## Check, build, sign, pack, verify and accept the examples
	tools/demo.sh

checks: setup-tests
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m muniment.app.generate --check

quick: checks  ## Lint, types, import contract, fast tests (3 minutes at most)
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow"

test: checks  ## Everything that CI runs
	$(BIN)/pytest -n 2 --dist worksteal

fuzz: setup-tests  ## Run the property and fuzz tests again and again, each time with another seed (ROUNDS=10)
	tools/fuzz.sh $(or $(ROUNDS),10)

bench: setup-tests  ## Measure the budgets side by side; writes bench/RESULTS.md
	$(BIN)/python bench/run.py

gen: setup  ## Write the generated files: schemas and the compiled catalogue
	$(BIN)/python -m muniment.app.generate

gen-check: setup  ## Fail if a generated file is out of date
	$(BIN)/python -m muniment.app.generate --check

i18n: setup  ## Gather the texts to translate into the .po files; say what each language lacks
	$(BIN)/python -m muniment.app.translating

clean:  ## Remove what was built or installed here
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf tests/oracles/node/node_modules
	find src tests bench -name __pycache__ -prune -exec rm -rf {} +
