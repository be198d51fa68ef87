# Each word is a sentence of cstm/launch.py, which needs Python 3.11 with venv and nothing else.
PYTHON ?= python3
PORT ?= 8000
LAUNCH = $(PYTHON) -I cstm/launch.py
MANAGE = .venv/bin/python manage.py

.PHONY: run test lint ci install doctor backup restore worker fix types migrations messages demo help

help:            ## Show the words
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -e 's/:.*##/\t/'

run:             ## Everything on http://127.0.0.1:8000 (PORT=... moves it)
	@exec $(LAUNCH) run --port $(PORT)

test:            ## The whole suite: SQLite, then PostgreSQL with Redis where they answer
	@exec $(LAUNCH) test $(ARGS)

lint:            ## ruff, mypy, djlint, Django's checks, missing migrations
	@exec $(LAUNCH) lint

ci:              ## lint, then test
	@exec $(LAUNCH) ci

install:         ## Make .venv and install what runs
	@exec $(LAUNCH) install

doctor:          ## Say what this machine has and lacks
	@exec $(LAUNCH) doctor

backup:          ## Copy database and files into TO=folder
	@exec $(LAUNCH) backup $(TO)

restore:         ## Put a backup back: FROM=folder
	@exec $(LAUNCH) restore $(FROM)

worker:          ## A worker with the clock inside, alone
	.venv/bin/celery -A cstm worker --pool solo -B --loglevel WARNING

fix:             ## Let ruff mend what it can
	.venv/bin/ruff check --fix . && .venv/bin/ruff format .

types:           ## mypy
	.venv/bin/mypy .

migrations:      ## Write migrations for changed models
	$(MANAGE) makemigrations

messages:        ## Collect texts to translate (needs gettext)
	$(MANAGE) makemessages --locale zh_Hans --ignore .venv --ignore var --ignore tests --no-obsolete --no-location
	$(MANAGE) makemessages --locale zh_Hans --domain djangojs --ignore .venv --ignore var --ignore vendor --ignore tests --no-obsolete --no-location

demo:            ## Load the demo team into an empty database
	CSTM_DEMO=1 $(MANAGE) demo
