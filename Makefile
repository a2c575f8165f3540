# The commands of the house. `make run` and `make test` are the two that matter.
PYTHON ?= python3
BIN := .venv/bin
UP := $(BIN)/python -m govgrid.up
BESIDE := $(UP) exec --
export GOVGRID_DATA ?= ../shared/data
export PORT ?= 8000
.DEFAULT_GOAL := help

.PHONY: help run test test-data chaos bench screens backup restore lint types contracts settings-check migrations-check messages vendor browser

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 18

# Made again whenever the lock changes; half an environment never gets the stamp.
.venv/.made: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@test ! -L .venv || { echo ".venv is a link, and making it anew would empty another checkout's: remove the link."; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	@touch $@

requirements.lock:
	@echo "requirements.lock is missing: bring it back from the repository; nothing is installed without its hashes."
	@exit 1

run: .venv/.made ## start the whole platform with the demo city (PORT=8000)
	@exec $(UP)

test: lint types contracts settings-check migrations-check browser ## every check and every test, the browser included
	$(BESIDE) $(BIN)/pytest -n 2 -m "not data"

test-data: .venv/.made ## tests on the real rows of GOVGRID_DATA
	@test -d "$(GOVGRID_DATA)" || { echo "The real data is missing: set GOVGRID_DATA (it is $(GOVGRID_DATA) now)."; exit 1; }
	$(BESIDE) $(BIN)/pytest -n 2 -m data

chaos: .venv/.made ## kill, stop and restart everything at full size (`make test` does it in small)
	$(BESIDE) env GOVGRID_CHAOS=full $(BIN)/pytest -n 0 --log-cli-level=INFO tests/chaos

lint: .venv/.made ## format and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/.made ## types of the steps and of lib
	$(BESIDE) $(BIN)/mypy

contracts: .venv/.made ## who may import whom
	$(BIN)/lint-imports

# Production settings without a single real secret, so that a weakened default is seen here first.
settings-check: .venv/.made
	$(BESIDE) env GOVGRID_MODE=production GOVGRID_HOSTS=city.example GOVGRID_PUBLIC_URL=https://city.example \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

migrations-check: .venv/.made
	$(BESIDE) $(BIN)/python manage.py makemigrations --check --dry-run

browser: .venv/.made
	@.ci/browser

bench: .venv/.made ## measure, each figure beside its floor (SIZE=1m)
	$(BIN)/python -m bench

screens: .venv/.made browser ## pictures of every page into build/screens, those worth keeping into docs/screens (PAGES="queue board")
	$(BIN)/python -m bench.screens $(PAGES)

backup: .venv/.made ## one file with the database and the attachments, under the home
	@$(UP) backup

restore: .venv/.made ## FILE=… into the home; CONFIRM=<name of its folder> if it is not empty
	@$(UP) restore "$(FILE)" --confirm "$(CONFIRM)"

messages: .venv/.made ## collect the sentences of the sources, and compile the Chinese catalogue (needs gettext)
	$(BESIDE) $(BIN)/python manage.py makemessages -l zh_Hans --no-location --no-obsolete -i .venv -i node_modules -i build -i tests -i bench
	$(BIN)/python -c 'import polib; p = "govgrid/locale/zh_Hans/LC_MESSAGES/django."; polib.pofile(p + "po").save_as_mofile(p + "mo")'

vendor: ## build the committed bundles of static/vendor again (needs Node)
	npm ci
	node static/js/bundles/vendor.mjs
