# make run opens the app, make test runs every test; README tells the rest. Windows: see README (PowerShell lines).
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup setup-dev browser run test lint fuzz bench sample screenshots lock

setup: $(VENV)/.app

$(VENV)/.app: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 以上が必要です。"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	touch $@

setup-dev: $(VENV)/.dev

$(VENV)/.dev: $(VENV)/.app requirements-dev.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	touch $@

# Chromium and a Japanese font come from the system's packages, so that tests need no download of their own.
browser:
	@sh tests/browser/install.sh

run: setup
	$(BIN)/python -m streamlit run app.py

test: setup-dev browser
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fuzz: setup-dev
	$(BIN)/python -m tests.fuzz --count 10000 --seed 20261123

bench: setup-dev browser
	$(BIN)/python -m bench

sample: setup
	$(BIN)/python -c 'from pathlib import Path; from analytics.config import ROOT; from analytics.generating.sample_files import sample_files; from analytics.model import load_model; sample_files(load_model(ROOT / "data/model"), ROOT / "data/sample")'

screenshots: setup-dev browser
	$(BIN)/python -m tests.browser.screenshots

# Hashes for Linux and Windows, Python 3.11 to 3.14, without any index address.
lock: setup-dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header requirements-dev.in -o requirements-dev.txt
