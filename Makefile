# Everything a newcomer does, by name. `make help` lists it; docs/contributors.md says more.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PORT ?= 8000
UV_VERSION := 0.13.9
UV := .tools/bin/uv
UV_READY := .tools/uv-$(UV_VERSION)
APP := .venv/bin
APP_READY := .venv/ready
NLU_READY := nlu/.venv/ready
WORKERS := $(shell cores=$$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); echo $$((cores < 4 ? cores + 1 : 4)))

# An environment the caller happens to be in is not ours.
unexport VIRTUAL_ENV
unexport PYTHONPATH
unexport PYTHONHOME

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(APP_READY) $(NLU_READY) ## install what is needed, into this folder only

.PHONY: demo
demo: train ## the whole assistant on this machine, with a phone in the browser (PORT=8000)
	@$(APP)/enlace demo --port $(PORT)

.PHONY: train
train: setup ## train the language model, if its inputs changed
	@echo "Training the language model, unless it is up to date (a minute) ..."
	@$(APP)/enlace train

.PHONY: check
check: setup ## style, types and the dialogues' consistency; runs nothing
	@echo "Checking style and types (half a minute the first time) ..."
	@$(APP)/ruff check .
	@$(APP)/ruff format --check .
	@$(APP)/mypy
	@echo "Checking the dialogues (about 20 seconds) ..."
	@scripts/check-dialogues

.PHONY: format
format: $(APP_READY) ## put the code into its form
	@$(APP)/ruff check --fix .
	@$(APP)/ruff format .

.PHONY: test
test: setup browser ## all checks and tests, with the real database, Rasa and browser
	@$(MAKE) --jobs 2 train check components
	@echo "Testing everything else, on $(WORKERS) processes ..."
	@$(APP)/pytest -q -n $(WORKERS) --durations 10

.PHONY: components
components: setup
	@echo "Testing Rasa's components ..."
	@$(UV) run --frozen --project nlu pytest -q tests/nlu

.PHONY: browser
browser: $(APP_READY)
	@scripts/install-browser

.PHONY: pictures
pictures: setup browser ## take the pictures of the documentation again
	@$(APP)/python -m scripts.take_pictures

.PHONY: clean
clean: ## remove what set-up, training and tests made; data in .enlace stays
	@rm -rf .tools .venv nlu/.venv models .rasa
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis nlu/.pytest_cache tests/nlu/.pytest_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(UV_READY):
	@scripts/install-uv $(UV_VERSION)
	@touch $@

$(APP_READY): $(UV_READY) pyproject.toml uv.lock
	@echo "Installing the application (about 300 MB the first time) ..."
	@scripts/install-environment .
	@touch $@

$(NLU_READY): $(UV_READY) nlu/pyproject.toml nlu/uv.lock
	@echo "Installing Rasa with TensorFlow (about 900 MB the first time; it may take some minutes) ..."
	@scripts/install-environment nlu
	@touch $@
