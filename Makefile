# `make ask` and `make test` need Python 3.11 or newer and make; they set up .venv on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
Q ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input --retries 2
NO_NETWORK := { echo 'The setup needs the network, this once; try again when it is there.' >&2; exit 1; }

LOCK := --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url

.PHONY: help ask test e2e soak bench bench-bot bench-digests eval learn pictures messages lock clean
help: ## List what there is to make
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-13s %s\n", $$1, $$2}'

ask: $(VENV)/.ready ## Answer a question: make ask Q="how many Kazakhs study in Russia?"
	@test -n "$$QUESTION" || { echo 'Ask something: make ask Q="how many Kazakhs study in Russia?"' >&2; exit 2; }
	@$(BIN)/python -m bot ask -- "$$QUESTION" || [ $$? -eq 1 ]  # an honest no is no failure of make

test: $(VENV)/.ready-to-test ## Lint, types, tests with coverage
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest --ignore=tests/e2e
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report
	@$(BIN)/python -m coverage report --include='index/*' --fail-under=97 >/dev/null || { echo 'index/ is not covered enough' >&2; exit 1; }

e2e: $(VENV)/.ready-to-test ## The bot as a process of its own, before a Telegram played over HTTP
	$(BIN)/python -m pytest tests/e2e

soak: $(VENV)/.ready-to-test ## Two seasons of digests for 1,000 chats, in minutes; SEED=number repeats them
	for season in autumn spring; do $(BIN)/python tests/soak/soak.py --season $$season $(if $(SEED),--seed $(SEED)) || exit 1; done

bench: $(VENV)/.ready-to-bench ## Search beside other engines, into tests/bench/REPORT.md; SIZES="9 1000" is quick
	$(BIN)/python tests/bench/answer.py
	$(BIN)/python tests/bench/search.py $(SIZES)

bench-bot: $(VENV)/.ready-to-test ## Answers a second, beside a bot that only echoes
	$(BIN)/python tests/bench/bot.py

bench-digests: $(VENV)/.ready-to-test ## A broadcast to 10,000 chats, and how soon people are answered meanwhile
	$(BIN)/python tests/bench/digests.py

eval: $(VENV)/.ready-to-test ## How well questions are answered, into tests/eval/REPORT.md; PUBLIC=folder of more sets
	$(BIN)/python tests/eval/report.py $(PUBLIC)

learn: $(VENV)/.ready-to-test ## Learn the weights of the evidence anew, from tests/eval and PUBLIC
	$(BIN)/python tests/eval/learn.py $(PUBLIC)

pictures: $(VENV)/.ready-to-test ## Draw the pictures of the README anew
	$(BIN)/python tests/pictures.py

messages: $(VENV)/.ready-to-test ## Bring new words of the bot into the translators' catalogues
	$(BIN)/pybabel -q extract --add-comments=Translators: --no-location --omit-header -o bot/locales/talks.pot bot
	for language in ru kk; do $(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --width 100 \
	  -i bot/locales/talks.pot -o bot/locales/$$language.po -l $$language; done
	rm bot/locales/talks.pot

lock: ## Pin the newest versions that pyproject.toml allows, with hashes (needs uv)
	uv pip compile $(LOCK) --upgrade --extra semantic --extra html --extra postgres --group dev -o requirements-dev.lock pyproject.toml
	uv pip compile $(LOCK) --extra semantic --group build -c requirements-dev.lock -o requirements.lock pyproject.toml
	uv pip compile $(LOCK) --group bench -c requirements-dev.lock -o requirements-bench.lock  # last: numba may lag behind numpy

clean: ## Remove the environment and what tests leave
	rm -rf $(VENV) build dist .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache

# The question reaches the shell as it was typed, through the environment: a $$5 in it stays.
export QUESTION := $(value Q)
unexport Q

# Marked when done: a setup that was interrupted is begun anew.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Talks needs Python 3.11 or newer; name one: make PYTHON=python3.12 …' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
	  echo 'No venv could be made; on Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
	@touch $@

$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/.made
	@echo 'Setting up $(VENV), once: about half a minute …' >&2
	@$(PIP) install --require-hashes -r requirements.lock || $(NO_NETWORK)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-to-test: requirements-dev.lock $(VENV)/.ready
	@echo 'Installing what the tests need, once …' >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock || $(NO_NETWORK)
	@touch $@

$(VENV)/.ready-to-bench: requirements-bench.lock $(VENV)/.ready
	@echo 'Installing the engines to compare with, once …' >&2
	@$(PIP) install --require-hashes -r requirements-bench.lock || $(NO_NETWORK)
	@touch $@
