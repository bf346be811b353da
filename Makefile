# `make report` and `make test` need only python3 (3.11 or newer) and make: whichever runs first
# builds .venv from requirements.lock. `make help` lists everything.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
NEWEST := .venv-newest
PY := $(VENV)/bin/python
UV := $(PY) -m uv
STAMP := $(VENV)/.installed
NOTEBOOKS = $(sort $(wildcard notebooks/*.ipynb notebooks/supplement/*.ipynb))

# No recipe writes an absolute path or calls a script of .venv, whose first line holds one: the
# repository may lie in a folder whose name holds spaces or quotes.

# What is configured around the repository must not change what comes out of it.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV CONDA_PREFIX MPLBACKEND
export PYTHONNOUSERSITE := 1
export IPYTHONDIR := $(CURDIR)/$(VENV)/etc/ipython
export JUPYTER_PREFER_ENV_PATH := 1
# Files that carry a date carry this one: the same input gives the same bytes.
export SOURCE_DATE_EPOCH := 1704067200

# ------------------------------------------------------------------ environment

# The editable install and the scripts hold absolute paths: a moved repository is installed anew.
ifneq ($(shell pwd | cmp -s - $(STAMP) || echo moved),)
.PHONY: $(STAMP)
endif

define create_venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed, but '$(PYTHON)' is" \
	    "$$(command -v $(PYTHON) >/dev/null && $(PYTHON) --version 2>&1 || echo "not there");" \
	    "try: make PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(1)/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(1) || { \
	  echo "'$(PYTHON) -m venv' failed; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
endef

# Versions and hashes of everything, uv itself included, come from the lock.
$(STAMP): requirements.lock pyproject.toml
	$(call create_venv,$(VENV))
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	  --requirement $(VENV)/uv.lock
	$(UV) pip sync --quiet --python $(PY) --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(PY) --offline --no-deps --no-build-isolation --editable .
	@mkdir -p "$$IPYTHONDIR/profile_default"
	@echo 'c.IPKernelApp.log_level = "ERROR"' > "$$IPYTHONDIR/profile_default/ipython_kernel_config.py"
	@pwd > $@

.PHONY: .venv
.venv: $(STAMP) ## Build or update the environment

.PHONY: lock
lock: $(STAMP) ## Pin the newest versions that pyproject.toml allows in the lock
	$(UV) pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --fork-strategy fewest --generate-hashes --no-emit-index-url --no-annotate --extra dev \
	  --custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

# ------------------------------------------------------------------ report

# Notebook pages open offline: the stock template loads three scripts from the network.
TEMPLATE := $(VENV)/share/jupyter/nbconvert/templates/offline/index.html.j2
define OFFLINE
{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js_requirejs -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
endef
export OFFLINE

$(TEMPLATE): $(STAMP) Makefile
	@mkdir -p $(@D)
	@echo '{"base_template": "lab", "mimetypes": {"text/html": true}}' > $(@D)/conf.json
	@printenv OFFLINE > $@

EXECUTE := --execute --log-level ERROR --ExecutePreprocessor.record_timing=False

.PHONY: require-notebooks
require-notebooks:
	@[ -n "$(NOTEBOOKS)" ] || { echo "there is no notebook in notebooks/" >&2; exit 1; }

.PHONY: report
report: export PYTHONHASHSEED := 0
report: $(STAMP) $(TEMPLATE) require-notebooks ## Execute all notebooks, write every figure and table to reports/
	@# Two notebooks at a time, each in a process of its own.
	printf '%s\0' $(NOTEBOOKS) | xargs -0 -n 1 -P 2 $(PY) -m nbconvert --to html --template offline \
	  $(EXECUTE) --HTMLExporter.embed_images=True --output-dir reports/notebooks
	MPLBACKEND=agg $(PY) -m analysis export --out reports

# ------------------------------------------------------------------ tests

.PHONY: test lint types unit notebooks
test: lint types unit notebooks ## Lint, types, unit tests, doctests, committed notebooks (strict)

lint: $(STAMP)
	$(PY) -m ruff check
	$(PY) -m ruff format --check

types: $(STAMP)
	$(PY) -m mypy

unit: $(STAMP)
	MPLBACKEND=agg $(PY) -m pytest --mpl --numprocesses auto --dist loadfile

.PHONY: baselines
baselines: $(STAMP) ## Draw anew the images that the tests compare figures with
	rm -rf tests/baseline
	MPLBACKEND=agg $(PY) -m pytest -q tests/test_rendered.py -k baseline \
	  --mpl-generate-path=tests/baseline

notebooks: $(STAMP) require-notebooks
	$(PY) -m pytest --numprocesses auto --dist loadfile \
	  --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg notebooks/

# The newest versions may print differently: notebooks must run, their outputs may differ.
.PHONY: test-lax
test-lax: require-notebooks ## Unit tests and notebooks on the newest versions, without the lock
	$(call create_venv,$(NEWEST))
	$(NEWEST)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade uv
	$(NEWEST)/bin/python -m uv pip install --quiet --python $(NEWEST)/bin/python --upgrade --editable '.[dev]'
	MPLBACKEND=agg $(NEWEST)/bin/python -m pytest -W default
	$(NEWEST)/bin/python -m pytest -W default --nbval-lax --nbval-current-env \
	  --nbval-sanitize-with tests/nbval.cfg notebooks/

# Skips, and says so, where LaTeX, LibreOffice or poppler are not there.
.PHONY: test-print
test-print: $(STAMP) ## Open every table as a page, in LaTeX and LibreOffice; drawn to reports/print/
	MPLBACKEND=agg $(PY) -m pytest tests/print

# CHROMIUM names the browser, REPORT an export to test in place of a new one; with
# REQUIRE_BROWSER=1 a lacking tool is an error.
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
.PHONY: test-page
test-page: export PYTHONHASHSEED := 0
test-page: $(STAMP) ## Drive the report page in Chromium: interactions, accessibility, no request
	@lacks=; \
	[ -x "$(CHROMIUM)" ] || lacks="Chromium (apt-get install chromium, or CHROMIUM=/path/to/it)"; \
	command -v npm >/dev/null || lacks="$${lacks:+$$lacks and }npm (apt-get install npm)"; \
	if [ -n "$$lacks" ]; then \
	  echo "SKIPPED: make test-page needs $$lacks" >&2; [ -z "$(REQUIRE_BROWSER)" ]; exit; \
	fi; \
	npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --loglevel=error && \
	CHROMIUM="$(CHROMIUM)" MPLBACKEND=agg $(PY) -m pytest tests/browser

.PHONY: bench
bench: $(STAMP) ## Measure speed and memory at four sizes: a table, reports/benchmarks.csv, docs/scale.md
	MPLBACKEND=agg $(PY) -m benchmarks

# ------------------------------------------------------------------ work

.PHONY: lab
lab: $(STAMP) ## Open the notebooks in JupyterLab
	$(PY) -m jupyterlab --ServerApp.root_dir=notebooks $(LAB_FLAGS)

# Only what is the same under every Python version stays in a notebook's metadata.
METADATA := --ClearMetadataPreprocessor.enabled=True \
  --ClearMetadataPreprocessor.preserve_nb_metadata_mask='{"kernelspec", ("language_info", "name")}' \
  --ClearMetadataPreprocessor.preserve_cell_metadata_mask='{"tags"}'

.PHONY: refresh
refresh: export PYTHONHASHSEED := 0
refresh: $(STAMP) require-notebooks ## Execute the notebooks in place; renew the README's figure and the data dictionary
	$(PY) tools/renew_readme.py
	$(PY) -m nbconvert --to notebook --inplace $(EXECUTE) $(METADATA) $(NOTEBOOKS)
	$(PY) tools/shrink_images.py $(NOTEBOOKS)
	MPLBACKEND=agg $(PY) -m analysis export --only periods --formats png --lang en --width 170 \
	  --out build/readme
	cp build/readme/figures/* docs/figures/

.PHONY: format
format: $(STAMP) ## Format the code and mend what the linter can mend
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

.PHONY: clean
clean: ## Remove reports and caches
	rm -rf reports build dist .mypy_cache .pytest_cache .ruff_cache
	find . -path './.venv*' -prune -o -path ./.git -prune -o \
	  \( -name __pycache__ -o -name .ipynb_checkpoints \) -print0 | xargs -0 rm -rf

.PHONY: distclean
distclean: clean ## Remove the environments, too
	rm -rf $(VENV) $(NEWEST) tests/browser/node_modules src/*.egg-info

.PHONY: help
help: ## List the targets
	@sed -nE 's/^([a-z.-]+):[^#]*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | sort | \
	  while IFS=$$'\t' read -r target text; do printf '  %-10s %s\n' "$$target" "$$text"; done
