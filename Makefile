# The commands of Trunkline. `make` alone lists them.
# Every one installs what it is missing (Debian and Ubuntu packages, as root or through sudo) and asks nothing.

SWIFT      ?= swift
# Where the speech set is installed; the server looks in the same place.
SPEECH_DIR ?= $(HOME)/.local/share/trunkline/speech
# `make run LLM=local` also installs and starts the small local language model.
LLM        ?=
# Seconds for each fuzz target.
SECONDS    ?= 60
# The program that `make interop` calls; CI gives the debug one, so that it builds once.
TRUNKLINE  ?=
# CASE=name runs one interop case.
CASE       ?=
# QUICK=1 makes the benchmarks short, with wider spreads; ASTERISK=1 calls an Asterisk too, where there is one.
QUICK      ?=
ASTERISK   ?=

IMPORTS := --explicit-target-dependency-import-check error
FORMATTED := Package.swift Packages Sources Tests Fuzz Benchmarks

.PHONY: help deps speech build release run test lint compliance interop bench fuzz

help:
	@echo 'make run [LLM=local]     install, build, start the server with a demo agent, print what to dial'
	@echo 'make test                all unit and scenario tests'
	@echo 'make interop [CASE=x]    calls from SIPp, softphones, a PBX and a proxy against a server it starts'
	@echo 'make bench [QUICK=1]     cost and load beside osip2, Sofia-SIP, PJSIP, Kamailio, SIPp and plain C'
	@echo 'make fuzz SECONDS=60     each fuzz target that long, under the address sanitizer'
	@echo 'make lint                formatting, the architecture checks, and whether docs/compliance.md is up to date'
	@echo 'make compliance          writes docs/compliance.md from the names of the tests'
	@echo 'make build, make release the debug and the release build alone'
	@echo 'make deps, make speech   the Debian packages and the speech set alone'

deps:
	@scripts/install-packages.sh libsqlite3-dev libpq-dev libspeexdsp-dev libspandsp-dev libsrtp2-dev libopus-dev pkg-config curl

speech:
	@scripts/install-packages.sh python3-venv unzip libflite1
	@scripts/install-speech.sh $(if $(filter local,$(LLM)),--llm) '$(SPEECH_DIR)'

build: deps
	$(SWIFT) build $(IMPORTS)

release: deps
	$(SWIFT) build -c release --product trunkline $(IMPORTS)

run: speech release
	@TRUNKLINE_SPEECH_DIR='$(SPEECH_DIR)' $(if $(LLM),TRUNKLINE_LLM='$(LLM)') exec .build/release/trunkline serve

# A PostgreSQL server of the tests' own is started by scripts/private-postgres.sh.
test: deps
	@scripts/install-packages.sh postgresql
	$(SWIFT) test --disable-xctest --package-path Packages/VoiceWire $(IMPORTS)
	$(SWIFT) test --disable-xctest $(IMPORTS)

lint: deps
	@scripts/install-packages.sh python3
	$(SWIFT) format lint --strict --recursive $(FORMATTED)
	@python3 scripts/compliance.py --check
	$(SWIFT) test --disable-xctest --filter ArchitectureTests $(IMPORTS)

compliance:
	@python3 scripts/compliance.py

interop: speech $(if $(TRUNKLINE),,release)
	@TRUNKLINE_SPEECH_DIR='$(SPEECH_DIR)' TRUNKLINE='$(TRUNKLINE)' CASE='$(CASE)' Interop/run.sh

# The running server is measured too where one is built: .build/release/trunkline, else the debug one, or TRUNKLINE=…
bench: deps
	@scripts/install-packages.sh libosip2-dev libsofia-sip-ua-dev sip-tester kamailio \
	  python3 python3-pip libpython3-dev
	$(SWIFT) build -c release --package-path Benchmarks
	@python3 Benchmarks/run.py $(if $(QUICK),--quick) $(if $(ASTERISK),--asterisk) $(if $(TRUNKLINE),--server '$(TRUNKLINE)') \
	  Benchmarks/.build/release/bench

fuzz: deps
	@scripts/fuzz.sh $(SECONDS)
