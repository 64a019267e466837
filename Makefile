# monazite: one runner. `make` alone prints this list.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SHARED ?=

.DEFAULT_GOAL := help
.PHONY: help install demo serve test check bench score docs golden package clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort | expand -t 12

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[test,dev]'
	@touch $@

install: $(VENV)/.installed  ## a virtual environment with everything in it

demo: install  ## read the sample papers and open the pages
	$(BIN)/monazite demo

serve: install  ## the pages over ./monazite-data
	$(BIN)/monazite serve

test: install  ## every test; those in a browser run where Chromium is installed
	$(BIN)/python -m pytest

check: install  ## style, types, direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_tidy.py

bench: install  ## the figures the documents claim, measured here
	$(BIN)/python benchmarks/run.py

score: install  ## F1 against labelled facts: make score SHARED=DIR
	@test -n "$(SHARED)" || { echo 'make score SHARED=DIR: name the folder that holds gold/ and documents/'; exit 2; }
	$(BIN)/python benchmarks/score.py "$(SHARED)"
	$(BIN)/python benchmarks/identities.py "$(SHARED)"

docs: install  ## the data dictionary from the schema CSVs, and the pages as a site in docs/_build
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	$(BIN)/python -m monazite.app.dictionary docs/dictionary.md
	$(BIN)/python -m sphinx -W --keep-going -q docs docs/_build

golden: install  ## the golden files, written anew from the samples
	$(BIN)/python tests/golden/write.py

package: install  ## wheel and sdist in dist/
	$(BIN)/python -m build --no-isolation --outdir dist .

clean:  ## what the targets above made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build dist
