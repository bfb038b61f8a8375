# Everything that a newcomer or a machine needs to type. `make demo` and `make test` start from nothing.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup demo test lint lint-js docs bench test-spark

# pip, not another installer, so that constraints.txt can pin the CPU build of torch.
setup: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt hatch_build.py $(shell find gazetteer -name '*.csv' -o -name '*.toml')
	PYTHON=$(PYTHON) tools/system_packages.sh python3-venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "geotag needs Python 3.11 or later: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: setup
	$(BIN)/geotag map examples/karabakh-war.txt -o maps/karabakh-war.html
	$(BIN)/geotag map examples/derna-flood.txt -o maps/derna-flood.html
	$(BIN)/geotag map examples/earthquake-2023.txt -o maps/earthquake-2023.html
	$(BIN)/geotag map --corpus examples -o maps/corpus.html
	$(BIN)/geotag geojson examples -o maps/examples.geojson
	@echo "Open maps/karabakh-war.html in a browser."

# The browser tests need Chromium and some tests of formats need ogrinfo; without them they are left out, and named.
test: setup
	tools/system_packages.sh chromium gdal-bin fonts-noto-core
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# The pages' scripts; needs Node.js with npx.
lint-js:
	tools/system_packages.sh npm
	npx --yes eslint@9 geotag/maps/assets

# The user guide and the reference as HTML, in docs/_build; a warning is an error.
docs: setup
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,docs]'
	$(BIN)/python -m sphinx -b html -W --keep-going -E -q docs docs/_build
	$(BIN)/python tools/check_docs.py docs/_build
	@echo "Open docs/_build/index.html in a browser."

# CORPUS=… draws the articles of the first from a file or a directory of yours; the second is of recognition and start-up.
bench: setup
	$(BIN)/python -m benchmarks.tagging $(if $(CORPUS),--corpus $(CORPUS))
	$(BIN)/python -m benchmarks

# Which lists of words and constants of the rules no test holds: a quarter of an hour. ONLY=… takes those with a pattern.
.PHONY: mutants
mutants: setup
	nice $(BIN)/python tools/mutants.py $(if $(ONLY),--only '$(ONLY)')

# Spark is half a gigabyte, so that only this target installs it; it needs Java 17.
test-spark: setup
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,dev-spark]'
	$(BIN)/python -m pytest tests/test_dataframes.py

# Of the package: what is in the wheel and the sdist, the wheel in an environment of its own, its lower bounds, and another
# Python. docs/packaging.md tells what each does.
.PHONY: test-wheel test-lowest test-314

test-wheel: setup
	$(BIN)/python tools/check_wheel.py

test-lowest: setup
	$(BIN)/python tools/check_lowest.py

# Needs Node.js 20 and npm: the interpreter is that of the npm package pyodide.
test-314: setup
	$(BIN)/python tools/check_314.py
