# Needs GNU make and Python 3.11 or newer with venv. `make` alone lists what there is.
# PYTHON=…  the Python that .venv is made with       PORT=…  the port of `make demo`
# ARGS=…    passed on to the command of `make demo`, `make test` and `make bench`
# PROCESSES=…  how many share the tests of `make test` (one for each processor, four at most);
#              0: the tests run in the first process, which starts soonest
.DELETE_ON_ERROR:
.SUFFIXES:

PYTHON ?= python3
PORT ?=
ARGS ?=
PROCESSES ?= logical

VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt
# The stamps hold the folder they were made in: a venv that was moved or copied does not work.
RUNTIME := $(VENV)/.installed-runtime
EVERYTHING := $(VENV)/.installed

ifneq ($(wildcard $(RUNTIME)),)
ifneq ($(shell cat $(RUNTIME)),$(CURDIR))
.PHONY: $(BIN)/python $(RUNTIME)
endif
endif

.PHONY: help setup demo test lint bench constraints clean

help:
	@echo 'make demo    install, load the sample data, serve on http://127.0.0.1:8000 (PORT=… for another)'
	@echo 'make setup   install into .venv, with everything that tests need'
	@echo 'make test    the whole test suite'
	@echo 'make lint    format, lint, types, import contracts, generated queries, dependencies'
	@echo 'make bench   benchmarks'
	@echo 'make clean   remove caches and build products (keeps .venv and your data)'

setup: $(EVERYTHING)
	@echo 'Ready: everything is installed in $(VENV).'

demo: $(RUNTIME)
	@echo 'Starting the demo …'
	@$(BIN)/zanjir demo $(if $(PORT),--port $(PORT)) $(ARGS)

test: $(EVERYTHING)
	@echo 'Running the tests …'
	@$(BIN)/pytest --numprocesses $(PROCESSES) --maxprocesses 4 $(ARGS)

lint: $(EVERYTHING)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m graph.compile_queries --check
	$(BIN)/deptry .

bench: $(EVERYTHING)
	@echo 'Measuring …'
	@$(BIN)/python -m tests.bench $(ARGS)

# After upgrading something in .venv: writes down what is there now.
constraints: $(EVERYTHING)
	@sed '/^[^#]/,$$d' constraints.txt > constraints.new
	@$(BIN)/python -m pip list --format=freeze --exclude-editable --exclude pip > constraints.list
	@sed 's/+[^+]*$$//' constraints.list >> constraints.new
	@rm constraints.list
	@mv constraints.new constraints.txt
	@echo 'Written: constraints.txt'

clean:
	@echo 'Removing caches and build products …'
	@rm -rf build dist *.egg-info .coverage .hypothesis .import_linter_cache
	@rm -rf .mypy_cache .pytest_cache .ruff_cache
	@find api cypher graph ingest tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Python 3.11 or newer is needed, and "$(PYTHON)" is not: name one, as in' \
	    '`make $(or $(MAKECMDGOALS),setup) PYTHON=python3.12`.' >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo '"$(PYTHON)" has no venv module: install it (on Debian and Ubuntu the package' \
	    'python3-venv), then try again.' >&2; exit 2; }
	@echo 'Creating $(VENV) with '"$$($(PYTHON) --version)"' …'
	@$(PYTHON) -m venv --clear $(VENV)

$(RUNTIME): pyproject.toml constraints.txt | $(BIN)/python
	@echo 'Installing into $(VENV) what the program needs; torch first, the largest download …'
	@$(PIP_INSTALL) torch
	@echo 'Installing the rest (a few minutes at the first time) …'
	@$(PIP_INSTALL) --quiet --editable .
	@echo '$(CURDIR)' > $@

$(EVERYTHING): $(RUNTIME)
	@echo 'Installing what tests and checks need …'
	@$(PIP_INSTALL) --quiet --editable '.[dev]'
	@echo '$(CURDIR)' > $@
