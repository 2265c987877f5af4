# make book    set up what is needed, build the book, say where to open it
# make test    the same set-up and book, then every test but the slowest
# make test-slow   those, too
# make lab     open the chapters as notebooks in JupyterLab
# make bench   time lrlib beside what it competes with
# make oldest  each extra with the oldest versions it declares (EXTRA=torch: that one)
# make proofs  check every theorem, print the table
# make notebooks   write the chapters' .ipynb twins again
# make pdf     the book as PDF, where LaTeX is installed
# make lab-results  run the lab's studies and publish what they found; stop and start at will
# make clean   remove what was built (not the environment)
# make lock    pin again what requirements.txt needs in turn

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
FRESH  := _build/.fresh
LABCONFIG := $(VENV)/etc/jupyter/labconfig/default_setting_overrides.json
BOOK   := $(BIN)/jupyter-book build . -W -n --keep-going
# The networks here are tiny: a second thread only gets in the way, badly so on a busy machine.
export OMP_NUM_THREADS ?= 1
# What `make pdf` needs besides: XeLaTeX, its packages and fonts, and a converter of SVG.
LATEX  := texlive-xetex texlive-latex-extra texlive-fonts-recommended fonts-freefont-otf latexmk librsvg2-bin
PDF    := learning-rate-schedules.pdf
LIBRARY := $(shell find lrlib -name '*.py' -o -name '*.json')

.PHONY: book test test-slow lab lab-results bench oldest proofs clean lock browser notebooks pdf

book: $(READY) $(FRESH)
	$(BOOK)
	@$(BIN)/python -c "import pathlib; print('Open', pathlib.Path('_build/html/index.html').resolve().as_uri())"

# What is tested and published must be able to run proofs in the page.
test: export LRLIB_LIVE ?= required
# Theorems are asked at the points of the book, whose reports are taken where it has made them.
test: export LRLIB_SEED ?= $(shell $(PYTHON) _ext/one_seed.py)
test: export LRLIB_REPORTS ?= $(CURDIR)/_build/.reports
test: book browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow"

# Every proof of the book in a browser, and every corruption: half an hour more.
test-slow: export LRLIB_LIVE ?= required
test-slow: book browser
	$(BIN)/pytest -m slow

# A double click on a chapter's .md opens it as a notebook.
lab: $(READY)
	@mkdir -p $(dir $(LABCONFIG))
	@$(BIN)/jupytext-config --settings-file $(LABCONFIG) set-default-viewer markdown myst
	$(BIN)/jupyter lab chapters

bench: $(READY)
	$(BIN)/python -m tests.benchmarks

# It makes environments of its own, under build/oldest.
oldest:
	$(PYTHON) tests/oldest.py $(EXTRA)

proofs: $(READY)
	$(BIN)/python -m lrlib.proofs

# Twins of the chapters without outputs, for Colab and Binder, which open no Markdown. The numbers
# in their prose are those of the build.
notebooks: book
	$(BIN)/python _ext/notebooks.py

# Sphinx compiles every .tex in the folder: none may be left there under an older name.
pdf: $(READY) $(FRESH)
	@for tool in xelatex latexmk rsvg-convert; do command -v $$tool >/dev/null || { echo "$$tool is missing. On Debian or Ubuntu: apt-get install $(LATEX)"; exit 1; }; done
	rm -f _build/latex/*.tex
	$(BOOK) --builder pdflatex
	@$(BIN)/python -c "import pathlib; print('Open', pathlib.Path('_build/latex/$(PDF)').resolve().as_uri())"

# The losses that the book tells of. WORKERS processes of one thread; lab.sqlite keeps what is done.
WORKERS ?= 2
lab-results: $(READY)
	$(BIN)/python -m lrlib.lab run --workers $(WORKERS) --publish lrlib/lab/results.npz
	for made in ranges_judged edges searched refined; do $(BIN)/python -m lrlib.lab.$$made || exit 1; done
	$(BIN)/python -m lrlib.lab report

clean:
	rm -rf _build

# What is pinned stays, unless requirements.txt asks for another; `make lock UPGRADE=--upgrade` renews
# all. For every platform at once; torch has builds on an index of its own, and no line there.
lock: $(READY)
	$(BIN)/pip install -q uv==0.13.9
	@mkdir -p _build
	sed '/^-c /d' requirements.txt > _build/requirements.in
	MACOSX_DEPLOYMENT_TARGET=14.0 $(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --no-emit-package torch $(UPGRADE) -o constraints.txt _build/requirements.in
	echo '# What the packages in requirements.txt need in turn, pinned for every platform. Written by `make lock`.' | cat - constraints.txt > _build/constraints.txt
	mv _build/constraints.txt constraints.txt

# A browser for the tests: one that is here, or the one that Playwright brings.
browser: $(READY)
	@$(BIN)/python tests/browser.py || $(BIN)/playwright install --with-deps chromium

# The environment; made again when what it holds has changed.
$(READY): requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c "import sys; v = sys.version_info; sys.exit(0 if (3, 11) <= v < (3, 14) else 'Python 3.11, 3.12 or 3.13 is needed (TensorFlow has no other); this is %d.%d. Try: make PYTHON=python3.12' % v[:2])"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade pip
	$(if $(TORCH_INDEX),$(BIN)/python -m pip install -q --index-url $(TORCH_INDEX) torch==2.13.0)
	$(BIN)/python -m pip install -q -r requirements.txt
	$(BIN)/python -m pip install -q --no-deps -e .
	@touch $@

# Executed cells are kept between builds. Neither they nor Sphinx can tell that the library
# changed under them, so a change there throws them away: no stale output is ever shown. Sphinx
# cannot tell either that an extension changed, which makes it read the pages again.
$(FRESH): $(LIBRARY) requirements.txt constraints.txt $(wildcard _ext/*.py _ext/*/*.py)
	rm -rf _build/.doctrees $(if $(filter-out _ext/%,$?),_build/.jupyter_cache _build/.reports)
	@mkdir -p _build && touch $@
