# `make` lists what it can do. The targets set up what they need in .venv.

export NO_MKDOCS_2_WARNING = 1
.DEFAULT_GOAL = help

# The Pythons 3.x for which all pins have wheels, as pyproject.toml says, newest first.
MINORS = $(shell sed -n 's/^requires-python = ">=3\.\(.*\),<3\.\([0-9]*\)".*/seq $$((\2 - 1)) -1 \1/p' \
	pyproject.toml | sh)
FITS = -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] not in "$(MINORS:%=3.%)".split())'
# The newest of them that is here. Another: make PYTHON=/path/to/python
PYTHON ?= $(firstword $(foreach p,$(MINORS:%=python3.%) python3 python,\
	$(shell $(p) $(FITS) 2>/dev/null && echo $(p))))
RUN = .venv/bin/python -m

# On Linux, PyTorch's own index has a build without CUDA: 200 MB, not gigabytes.
# For the build that drives a GPU: make TORCH_INDEX=
TORCH = $(shell sed -n 's/^\(torch==[^ ]*\).*/\1/p' requirements.txt)
ifeq ($(shell uname),Linux)
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
endif

NAME = fit-a-line-in-pytorch
ADDRESS ?= 127.0.0.1:8000

DEVICE ?= cuda

.PHONY: help serve test test-fast test-all shots build record offline pdf bench lighthouse install lock clean

help:
	@echo 'Fit a line in PyTorch: the site and its tests. Targets:'
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

serve: .venv/installed ## Run the snippets and serve the site; saving a file reloads it
	$(RUN) mkdocs serve --dev-addr $(ADDRESS)

# All cores share the tests; who has none left takes some of another's.
PYTEST = $(RUN) pytest --numprocesses auto --dist worksteal

test: checked ## Check style and types, then run the tests, in minutes
	$(PYTEST)

test-fast: .venv/installed ## Run what takes no second each, before every commit
	$(PYTEST) -m 'not slow'

test-all: checked ## Run every test on every page and program, as weekly
	$(PYTEST) -m ''

.PHONY: checked
checked: .venv/installed
	.venv/bin/python tests/helpers/chromium.py
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy

shots: .venv/installed ## Take pictures of all pages to .cache/screenshots, to look at
	.venv/bin/python tests/helpers/shots.py

build: .venv/installed ## Write the site to site/
	$(RUN) mkdocs build --strict

record: TORCH_INDEX =
record: .venv/installed ## Make the recordings for a GPU, on a machine that has one
	$(RUN) runpages record --device $(DEVICE)

offline: .venv/installed ## Write the site to dist/ as one zip that works from disk
	rm -rf .cache/offline
	OFFLINE=true $(RUN) mkdocs build --strict --site-dir .cache/offline/$(NAME)
	.venv/bin/python -c "import shutil; shutil.make_archive('dist/$(NAME)', 'zip', '.cache/offline')"

pdf: offline ## Write the whole course to dist/ as one PDF, with an installed Chromium
	$(RUN) runpages pdf .cache/offline/$(NAME) dist/$(NAME).pdf \
	"$$(cd tests/helpers && ../../.venv/bin/python -c 'import chromium; print(chromium.find() or "")')"

bench: .venv/installed ## Measure builds beside other tools; writes benchmarks/build.md
	.venv/bin/python benchmarks/build.py

lighthouse: .venv/installed ## Measure every page with Lighthouse; writes benchmarks/lighthouse.md
	.venv/bin/python benchmarks/lighthouse.py

install: .venv/installed ## Create .venv and install requirements.txt, as the others do first

# With the newest release of each: make lock LOCK=--upgrade
lock: .venv/installed ## Pin in constraints.txt all that requirements.txt brings in, everywhere
	$(RUN) uv pip compile --quiet --universal --only-binary :all: --no-annotate $(LOCK) \
	--python-version 3.$(lastword $(MINORS)) --custom-compile-command 'make lock' \
	--no-emit-package linear-regression-in-pytorch --extra cluster \
	requirements.txt pyproject.toml --output-file constraints.txt

clean: ## Delete the environment, the records and the site
	rm -rf .venv .cache dist site

# Written last, so that an installation that was broken off is taken up again.
.venv/installed: requirements.txt constraints.txt pyproject.toml
	@'$(PYTHON)' $(FITS) 2>/dev/null || { \
	echo 'This needs Python 3.$(lastword $(MINORS)) to 3.$(firstword $(MINORS)); there is:' \
	"$$('$(or $(PYTHON),python3)' --version 2>&1)" >&2; \
	echo 'Install one, or name one: make PYTHON=/path/to/python3.$(lastword $(MINORS)) $(MAKECMDGOALS)' >&2; \
	exit 1; }
	@{ .venv/bin/python $(FITS) && .venv/bin/python -m pip --version; } >/dev/null 2>&1 || \
	'$(PYTHON)' -m venv --clear .venv
	@[ -z '$(TORCH_INDEX)' ] || $(RUN) pip install --no-deps '$(TORCH)' \
	--index-url '$(TORCH_INDEX)' --retries 1 --timeout 15 || \
	echo '$(TORCH_INDEX) is out of reach: torch comes from where pip looks otherwise.'
	$(RUN) pip install -r requirements.txt -c constraints.txt
	@touch $@
