# Everything a person or a machine does with this checkout. Nothing but bash, Python 3.11 and a network is needed.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.PHONY: run environment dev test check bench format lock clean fast-checks tests browser help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory
# Dozens of processes start from this folder: what one has compiled the others only read.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
FRONTEND := cd frontend && PATH="$(CURDIR)/$(BIN):$$PATH"
# In three processes, each with engines and a running demo of its own: one more than the two cores that we count on,
# because tests also wait. Those of a file that share the demo stay in one of them. Browsers come by themselves: their
# driver keeps an event loop running in the process, and others start loops.
IN_THREE := $(BIN)/pytest -q -n 3 --dist loadgroup
# What `make check` runs: the shape of the tree, the actions and what is pure; pages, sockets and files take minutes.
QUICK := tests/architecture tests/quadrant/test_text.py tests/exercises/test_replica.py \
  $(wildcard $(addprefix tests/exercises/,actions analysis forms templatetags))

# $(call step,heading,command): stops at the first failure, and says which step it was
define step
@printf '\n== %s\n' '$(1)'; ( $(2) ) || { printf '\n== FAILED: %s\n' '$(1)' >&2; exit 1; }
endef

run: environment  ## install what is missing, build, and start Quadrant with the demo exercise
	@exec $(BIN)/python manage.py start --demo

environment:
	@deploy/environment.sh run

dev:
	@deploy/environment.sh dev

test: dev fast-checks tests  ## every check and every test
	@printf '\n== All passed\n'

check: dev fast-checks  ## the fast part: format, lint, types, contracts, unit tests
	$(call step,The quick unit tests,$(BIN)/pytest -q -n 2 --dist loadgroup -m "not slow" $(QUICK))

fast-checks:
	$(call step,Format (ruff),$(BIN)/ruff format --check --quiet .)
	$(call step,Lint (ruff),$(BIN)/ruff check --quiet .)
	$(call step,Templates (djlint),$(BIN)/djlint --lint --quiet frontend/templates)
	$(call step,Types (mypy) beside the front end: lint and types and unit tests,mkdir -p var; \
	  ( $(FRONTEND) npm run check --silent ) >var/frontend-check.log 2>&1 & beside=$$!; \
	  $(BIN)/mypy; types=$$?; wait $$beside || { cat var/frontend-check.log; exit 1; }; exit $$types)
	$(call step,Import contracts (import-linter),$(BIN)/lint-imports)

tests: browser
	$(call step,Unit tests and journeys and faults,$(IN_THREE) --ignore=tests/browser)
	$(call step,Browsers,$(IN_THREE) tests/browser)

browser:
	$(call step,A browser,$(BIN)/python -m tests.browser.find_browser)

bench: environment  ## all benchmarks, or one: make bench ONLY=feed
	@$(BIN)/python -m tests.benchmarks.run $(ONLY)

format: dev  ## put Python, TypeScript and styles in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(FRONTEND) npm run format --silent

# --universal: one lock for every Python from 3.11 on; no address of a registry may stand in it
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
  --no-emit-index-url --no-emit-find-links pyproject.toml --extra embedded
# What is in the one file is not in the other, so that both can be installed side by side.
NOT_AGAIN = $$(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/--no-emit-package \1/p' deploy/requirements.txt)
lock: dev  ## compile deploy/requirements*.txt from pyproject.toml (UPGRADE=--upgrade takes what is newest)
	$(LOCK) $(UPGRADE) -o deploy/requirements.txt
	$(LOCK) $(UPGRADE) --extra dev -c deploy/requirements.txt $(NOT_AGAIN) -o deploy/requirements-dev.txt

clean:  ## remove what was installed and built, but not var/
	rm -rf .venv frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*##  *\(.*\)/  make \1\t\2/p' Makefile
