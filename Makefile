# make app    serve the page on http://HOST:PORT
# make test   everything that must pass before a change lands
# make lint   style, format, types
# make bench  the measurements of docs/performance.md
# make gallery  render the shipped gallery again, into GALLERY_OUT: hours, and bpy (docs/gallery.md)
HOST ?= 127.0.0.1
PORT ?= 7860
PYTHON ?= python3
BENCH_OUT ?= runs/bench
GALLERY_OUT ?= runs/gallery

VENV := .venv
SYNTH := .venv-synth
BIN := $(VENV)/bin
export PYTHONPATH := .

.PHONY: app test lint bench gallery clean

app: $(VENV)/.app
	SKETCHAPP_HOST=$(HOST) SKETCHAPP_PORT=$(PORT) $(BIN)/python app.py

test: $(VENV)/.test chromium postgresql
	$(BIN)/python -m pytest

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find sketchapp -name '*.pyi' -delete  # gradio writes them on import; pyright would believe old ones
	$(BIN)/pyright

bench: $(VENV)/.test chromium
	for what in attack attribution live cleaning photo crowd study start search training; do \
		$(BIN)/python -m sketchapp bench $$what --json $(BENCH_OUT)/$$what.json || exit 1; \
	done

gallery: $(SYNTH)/.ready
	$(SYNTH)/bin/python -m sketchapp.synth render --out $(GALLERY_OUT)
	$(SYNTH)/bin/python -m sketchapp.synth pack --out $(GALLERY_OUT)

# A stamp is newer than what it was made from as long as nothing has to be installed again.
$(VENV)/.app: requirements.txt requirements.lock
	@echo "installing into $(VENV): a few minutes, only now"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -r requirements.txt -c requirements.lock
	touch $@

$(VENV)/.test: $(VENV)/.app requirements-dev.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt -c requirements.lock
	touch $@

# bpy has wheels for one version of Python only, and is used for nothing else.
$(SYNTH)/.ready: requirements-synth.txt
	test -x $(SYNTH)/bin/python || python3.11 -m venv $(SYNTH)
	$(SYNTH)/bin/python -m pip install --quiet -r requirements-synth.txt
	touch $@

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium >/dev/null; }

.PHONY: postgresql
postgresql:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null \
		|| { apt-get update -qq && apt-get install -y -qq postgresql >/dev/null; }

clean:
	rm -rf $(VENV) $(SYNTH) runs .pytest_cache .ruff_cache
