# Every target prepares what it needs by itself; `make help` lists them.
PYTHON ?= python3
BIN = .venv/bin
PYTEST = $(BIN)/python -m pytest

.DEFAULT_GOAL := help

.PHONY: help setup setup-test run serve test check format bench soak clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## .venv, pinned packages, front-end packages (safe to repeat)
	@$(PYTHON) tools/prepare.py

setup-test:
	@$(PYTHON) tools/prepare.py --test

run: setup ## the demo: a shop with a show on air, at http://127.0.0.1:8000
	@$(BIN)/etalase demo

serve: setup ## a server of your own, empty at first
	@$(BIN)/etalase serve

test: setup-test ## all tests, with real Redis, PostgreSQL and Chromium
	$(PYTEST) -n 2 --dist loadfile tests --ignore=tests/e2e --ignore=tests/static --ignore=tests/soak
	# Each in a process of its own: Playwright keeps an event loop running, beside which nothing else can have one.
	$(PYTEST) tests/static
	$(PYTEST) tests/e2e

check: setup-test ## ruff, pyright strict, import-linter, tsc
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/pyright
	$(BIN)/python tools/frontend.py && node_modules/.bin/tsc -p tsconfig.json

format: setup-test ## put the code into the house's format
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: setup-test ## measured ratios: relay, hub, reserves, first frame
	$(BIN)/python -m tests.bench

soak: setup-test ## long fault and load runs
	$(PYTEST) tests/soak

clean: ## forget what setup made (data in ./var stays)
	rm -rf .venv .setup node_modules static/vendor
