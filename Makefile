# `make run` starts CareerPilot, `make test` proves it. Both need nothing but make, git, python3
# (3.11 or newer, with venv), node and npm; what else they need they fetch.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CONSTRAINT=$(CURDIR)/.ci/constraints.txt $(BIN)/pip install --quiet

.DEFAULT_GOAL := help
# Each of the hundreds of servers that the tests start would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE
# On two processes; see tests/scheduling.py.
PYTEST := $(BIN)/pytest -q -ra -n 2 --dist loadfile --durations=25
# The release of which some workers are in the second chaos of a soak, and what it does not know.
OLDER  := bec9b43 --branches 0

.PHONY: help run test check soak fast bench attack chaos docs pictures system clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## install and serve, on http://127.0.0.1:8000 unless CAREERPILOT_PORT is set
	@exec $(BIN)/careerpilot serve

test: system $(VENV)/dev.stamp tests/agui/node_modules/.stamp lint ## everything: style, types and every test, slow ones too
	$(PYTEST)

check: $(VENV)/dev.stamp tests/agui/node_modules/.stamp lint fast ## what to run before each commit (under three minutes)

fast:
	$(PYTEST) -m "not slow"

.PHONY: lint
lint: $(VENV)/dev.stamp ## formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

soak: $(VENV)/dev.stamp tests/agui/node_modules/.stamp ## what takes long in its long form, and chaos (half an hour)
	SOAK=1 $(PYTEST) -m soak --timeout 1200
	$(BIN)/python -m tests.chaos
	$(BIN)/python -m tests.chaos --with $(OLDER)

bench: $(VENV)/dev.stamp ## measure latency, throughput and memory on this machine
	$(BIN)/python -m bench

attack: $(VENV)/dev.stamp ## do what a hostile guest could do, and measure what others notice of it
	$(BIN)/python -m bench.attack

chaos: $(VENV)/dev.stamp ## kill, pause and cut while sessions run, then compare every log
	$(BIN)/python -m tests.chaos

docs: $(VENV)/dev.stamp ## write the generated documents again
	$(BIN)/python -m protocol.schema
	$(BIN)/python -m server.settings > docs/settings.md
	CAREERPILOT_KINDS= $(BIN)/python -m server.reference kinds > docs/kinds.md
	$(BIN)/python -m server.reference errors > docs/errors.md
	$(BIN)/python -m server.reference frames > docs/frames.md
	CAREERPILOT_KINDS= $(BIN)/python -m server.reference openapi > docs/openapi.json

pictures: system $(VENV)/dev.stamp ## make the README's pictures again
	$(PIP) --editable '.[pictures]'
	$(BIN)/python -m docs.images.record

KOREAN := fonts-nanum:/usr/share/fonts/truetype/nanum/NanumGothic.ttf

system: # what some tests need: a browser, nginx, a plain Redis, a reader of PDF, a font with Korean
	@.ci/system chromium nginx redis-server poppler-utils:pdftotext $(KOREAN)

clean: ## remove what was installed here
	rm -rf $(VENV) tests/agui/node_modules build dist

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "CareerPilot needs Python 3.11 or newer; $(PYTHON) is `$(PYTHON) -V`. Try: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "$(PYTHON) has no venv module. On Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: $(VENV)/bin/pip pyproject.toml .ci/constraints.txt
	$(PIP) --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/bin/pip pyproject.toml .ci/constraints.txt
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/run.stamp

tests/agui/node_modules/.stamp: tests/agui/package-lock.json
	cd tests/agui && npm ci --no-audit --no-fund --loglevel=error
	@touch $@
