# `make run` serves the repository's corpus; `make test` passes the tests. Both start from a bare checkout.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The documents that `make run` takes in before it serves: a folder, or nothing (make run SEED=).
SEED ?= corpus/articles
# Extra words for pip, for instance where a machine has its own registry: make run PIP_ARGS="--index-url …"
PIP_ARGS ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet $(PIP_ARGS)

.PHONY: run milvus models test test-browser check format fit train eval lock clean help

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/.run ## serve the repository's corpus on http://127.0.0.1:8000 (SEED=folder: another one, SEED=: none)
	@$(BIN)/trich serve$(if $(SEED), --seed "$(SEED)")

milvus: $(VENV)/.milvus ## let TRICH_ENGINE=milvus search on a Milvus server (docs/guide.md)

models: $(VENV)/.models ## let TRICH_ENCODER name any sentence-transformers model

test: $(VENV)/.test ## every test but those in a browser
	@$(BIN)/python -m pytest --ignore=tests/browser

test-browser: $(VENV)/.browser ## the page in a real browser (needs Debian's chromium)
	@$(BIN)/python -m pytest tests/browser

check: $(VENV)/.browser ## format, lint, types, layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.browser ## format and fix what can be fixed
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

fit: $(VENV)/.run ## fit both readers' linear models on the development questions
	@$(BIN)/python -m eval.fit_patterns
	@$(BIN)/python -m eval.fit_spans

# Half of a training step went into page faults before memory was kept in huge pages.
HUGE := GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0:glibc.malloc.arena_max=1:glibc.malloc.trim_threshold=100000000000:glibc.malloc.top_pad=268435456
TRAIN := $(HUGE) $(BIN)/python -W ignore -m service.reader.training $(if $(DATA),--data $(DATA))
SPAN_MODEL := service/reader/span_model

train: $(VENV)/.models ## train what reads passages, then what reads quotes: make train DATA=folder of the sets of other languages (docs/reader.md)
	@$(TRAIN) --out var/training
	@$(BIN)/python -m service.reader.training.export var/training/trained.pt $(SPAN_MODEL)/adapter.safetensors
	@$(TRAIN) --out var/training-quotes --quotes --start $(SPAN_MODEL)/adapter.safetensors --rate 4e-4 --seed 51
	@$(BIN)/python -m service.reader.training.export var/training-quotes/trained.pt $(SPAN_MODEL)/quotes.safetensors
	@$(BIN)/python -m service.reader.training.ranges $(SPAN_MODEL)/adapter.safetensors
	@$(BIN)/python -m service.reader.training.ranges $(SPAN_MODEL)/quotes.safetensors
	@$(BIN)/python -m eval.fit_spans

eval: $(VENV)/.run ## score the test questions; fails where a figure fell below eval/baseline.json by more than its noise
	@$(BIN)/trich eval guard

clean: ## remove the environment and everything derived (documents in var/ too)
	rm -rf $(VENV) var build *.egg-info

# A stamp is written last: an installation that was stopped is taken up again by the next make.
define environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên: make $(1) PYTHON=/đường/dẫn/python3.11"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "Đang cài các gói ($(1))…"
	@$(PIP) -r requirements/$(1).txt
	@$(PIP) --no-deps --editable .
	@touch $@
endef

$(VENV)/.run: requirements/run.txt pyproject.toml
	$(call environment,run)

$(VENV)/.models: $(VENV)/.run requirements/models.txt
	$(call environment,models)

$(VENV)/.milvus: $(VENV)/.run requirements/milvus.txt
	$(call environment,milvus)

$(VENV)/.test: requirements/test.txt requirements/milvus.txt requirements/models.txt requirements/run.txt pyproject.toml
	$(call environment,test)
	@touch $(VENV)/.run $(VENV)/.milvus $(VENV)/.models

$(VENV)/.browser: $(VENV)/.test requirements/browser.txt
	$(call environment,browser)

lock: ## write the pinned versions of all packages, from pyproject.toml
	@$(PYTHON) requirements/lock.py
