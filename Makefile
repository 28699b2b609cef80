# Two commands on a fresh machine with Python 3.11+ and make:  make demo   make test
PYTHON ?= python3
BIN := .venv/bin
# Each worker of the tests boots engines of its own.
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile
SETUP := .venv/.ready

.PHONY: setup demo test check check-all lint types contracts fast format schema bench clean

setup: $(SETUP)

$(SETUP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(SETUP)

demo: $(SETUP)
	@HUB_DEV=1 exec $(BIN)/hub demo

test: $(SETUP)
	$(PYTEST)

check: lint types contracts schema-check fast

check-all: lint types contracts schema-check
	$(PYTEST)
	bash tests/demo.sh

lint: $(SETUP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(SETUP)
	$(BIN)/mypy

contracts: $(SETUP)
	$(BIN)/lint-imports

.PHONY: schema-check
schema-check: $(SETUP)
	$(BIN)/hub schema --check

schema: $(SETUP)
	$(BIN)/hub schema

fast: $(SETUP)
	$(PYTEST) -m "not slow"

format: $(SETUP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(SETUP)
	$(BIN)/python -m bench

clean:
	rm -rf .venv .hub .cache
