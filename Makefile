# Two commands do everything: `make run` and `make test`. Each needs Python 3.11 or newer, make and nothing else:
# packages go into .venv at the first call, with the versions of requirements.lock.
.PHONY: help run test test-quick test-thorough test-pages test-extras test-browser versions bench bench-quick reference lint clean
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3 || command -v python)
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
EXTRAS := $(VENV)/.extras
RUNS ?= 500
# As many workers as the machine has cores; each takes tests from another that has more left.
WORKERS := -n logical --dist worksteal
# The same, but tests of one file stay together, because pages are made once for them.
BY_FILE := -n logical --dist loadfile

# Settings of other projects on this machine must not leak into ours.
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

help:  ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' Makefile | expand -t 14

run: $(READY)  ## the main job: baseline against the whole package, report and figures in results/
	@$(PY) -m experiments compare baseline edtu_full --runs $(RUNS) --seed 1

test: $(READY)  ## every test but the thorough, and those of extras, of published pages and in a browser
	@$(PY) -m pytest $(WORKERS) -m "not thorough and not extras and not republish and not browser"

test-quick: $(READY)  ## the tests that take a moment
	@$(PY) -m pytest $(WORKERS) -m "not slow and not thorough and not extras and not republish and not browser"

test-thorough: $(READY)  ## tests that try many of a kind, or break things on purpose: kills, a thousand bad inputs, every figure
	@$(PY) -m pytest $(WORKERS) -m "thorough and not extras and not republish and not browser"

test-pages: $(READY)  ## whether the model still gives what published pages say; runs it again for each
	@$(PY) -m pytest $(WORKERS) -m "republish and not extras and not browser"

test-extras: $(EXTRAS)  ## the tests that need SALib, the EMA workbench, pymoo, pyam, xarray or Dask
	@$(PY) -m pytest $(WORKERS) -m "extras and not browser" --no-skips

test-browser: $(EXTRAS)  ## the tests that open pages in Chromium, which the system has to have with its chromedriver
	@$(PY) -m pytest $(BY_FILE) -m browser --need-browser

versions: $(READY)  ## the tests under other Pythons, with the newest and the oldest packages allowed; PART=PATH for some
	@$(PY) tests/support/versions.py $(PART)

bench: $(READY)  ## speed, as ratios measured side by side in one process
	@$(PY) -m experiments.benchmarks.main

bench-quick: $(READY)  ## the same in about two minutes
	@$(PY) -m experiments.benchmarks.main --quick

reference: $(READY)  ## the published reference run and the README's block that is written from it
	@$(PY) -m experiments.publish.reference

lint: $(READY)  ## style, format and types of the code
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

clean:  ## removes .venv and caches; results stay
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is written last, so an installation that was interrupted is done again.
$(READY): pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo "make: no python3 found; install Python 3.11 or newer" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "make: $$("$(PYTHON)" --version 2>&1) is too old; Python 3.11 or newer is needed:" \
	       "make $(or $(MAKECMDGOALS),run) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Making $(VENV) ..."; "$(PYTHON)" -m venv --clear $(VENV); } \
	  || { echo "make: could not make $(VENV); on Debian and Ubuntu install the package python3-venv" >&2; exit 1; }
	@echo "Installing packages into $(VENV) (once) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

# Both lock files in one call, so that a package that would move a version of the core is refused.
$(EXTRAS): $(READY) requirements-extras.lock
	@echo "Installing the extras into $(VENV) (once) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.lock -r requirements-extras.lock \
	  >$(VENV)/extras.log 2>&1 || { \
	  echo "make: the extras could not be installed; is there a network? What pip said is in $(VENV)/extras.log" >&2; \
	  exit 1; }
	@touch $@
