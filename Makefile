# The portal's commands; `make` alone lists them. Everything they make lies in .venv/, node_modules/ and var/.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

VENV := .venv
PY := $(VENV)/bin/python
LOCAL := $(PY) -m unionplan.local
CATALOGUES := $(wildcard unionplan/locale/*/LC_MESSAGES/*.po)
export PORT BIND

.PHONY: help install run test lint fix migrate demo shell bench reset

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(VENV)/.installed node_modules/.installed $(VENV)/.catalogues ## packages and message catalogues, only what changed

run: install ## the portal with its own servers, until Ctrl-C (PORT=8000, DATABASE_URL, REDIS_URL)
	@$(LOCAL) run

test: install ## the whole suite on servers of its own (PYTEST_ARGS="-k name")
	@$(LOCAL) test $(PYTEST_ARGS)

lint: install ## style, types, templates, import directions, migrations, translations
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy .
	$(VENV)/bin/djlint --lint --quiet templates
	$(VENV)/bin/lint-imports
	$(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(PY) manage.py translations --check

fix: install ## put style right where a tool can
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

migrate: install ## bring the trial's database up to the code
	@$(LOCAL) manage migrate

demo: install ## load the demo federation into the trial's empty database
	@$(LOCAL) manage demo --if-empty

shell: install ## Django's shell on the trial's data
	@$(LOCAL) manage shell

bench: install ## measure against raw limits (BENCH_ARGS)
	@$(LOCAL) bench $(BENCH_ARGS)

reset: ## empty var/: the trial's data, keys and accounts
	@if [ -x $(PY) ]; then $(LOCAL) reset; else rm -rf var; fi

# -- stamps: a step runs again only when what it depends on has changed ------------------------------------------------

$(VENV)/.made:
	@set -e; \
	if [ -z "$$PYTHON" ]; then for PYTHON in python3 python3.12 python3.11 python3.13 none; do \
	  "$$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break || true; done; fi; \
	"$$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed: install it (Debian 12: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3.11."; exit 1; }; \
	"$$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python's venv module is missing: run \`apt-get install python3-venv\` as root, then try again."; exit 1; }; \
	[ "$$(df -Pk . | awk 'NR==2 {print $$4}')" -gt 2000000 ] || { \
	  echo "Less than 2 GB are free on this disk: make room, then try again."; exit 1; }; \
	"$$PYTHON" -m venv --clear $(VENV); touch $@

# Modules are compiled as they are first imported: compiling all of them here would take half as long again.
$(VENV)/.installed: $(VENV)/.made requirements.txt requirements-dev.txt
	@echo "Installing Python packages …"
	@$(PY) -m pip install -qq --no-compile --disable-pip-version-check -r requirements-dev.txt || { \
	  echo "The Python packages could not be installed: see the lines above, check the network and pip's index, then try again."; exit 1; }
	@touch $@

# npm from the wheel where the machine has none; its directory goes on PATH because npm looks for node there.
node_modules/.installed: package.json package-lock.json | $(VENV)/.installed
	@echo "Installing front-end packages …"
	@PATH="$$PATH:$(CURDIR)/$(VENV)/bin" npm ci --silent --ignore-scripts --no-audit --no-fund || { \
	  echo "The front-end packages could not be installed: see the lines above, check the network and npm's registry, then try again."; exit 1; }
	@touch $@

$(VENV)/.catalogues: $(CATALOGUES) | $(VENV)/.installed
	@$(if $(CATALOGUES),$(PY) manage.py translations --compile,:)
	@touch $@
