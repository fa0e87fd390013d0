# Two commands: `make demo` shows it, `make test` proves it. Each does its own set-up.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

SWIFT_FLAGS := --explicit-target-dependency-import-check error
# One file without the Swift runtime beside it: it starts in 10 ms instead of 20.
RELEASE_FLAGS := -c release --static-swift-stdlib -Xlinker -s $(SWIFT_FLAGS)
DEMO_PERIOD ?= 2026-10
DEMO_OUT ?= demo

.PHONY: help demo build lint test proof bench clean

help: ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

demo: ## private PostgreSQL pair, a made-up world, real reports in demo/
	@RELEASE_FLAGS="$(RELEASE_FLAGS)" scripts/demo $(DEMO_PERIOD) $(DEMO_OUT)

build: ## release build of evclinic
	@scripts/bootstrap demo
	swift build $(RELEASE_FLAGS) --product evclinic

lint: ## formatting, as CI holds it
	swift format lint --strict --recursive Package.swift Sources Tests

test: ## everything that CI runs
	@scripts/bootstrap test
	$(MAKE) --no-print-directory lint
	swift build --build-tests $(SWIFT_FLAGS)
	@EVCLINIC_CLUSTER=$(CURDIR)/.cluster-test scripts/cluster up --standbys 2
	@status=0; swift test --skip-build --skip GameTests 2>&1 | tee .build/test.log || status=$$?; \
	  swift test --skip-build --filter GameTests --skip LogGameTests --skip ShortGameTests 2>&1 \
	    | tee -a .build/test.log || status=$$?; \
	  swift test --skip-build --filter "LogGameTests|ShortGameTests" 2>&1 | tee -a .build/test.log || status=$$?; \
	  EVCLINIC_CLUSTER=$(CURDIR)/.cluster-test scripts/cluster down; \
	  [ $$status = 0 ] || { echo "What failed:"; grep -aE '✘|↳|: error:|Fatal error' .build/test.log; }; \
	  exit $$status
	.build/debug/evclinic jobs check

proof: ## a million lives and documents, long games of kills, ten million damaged files a format, files of 2 GiB; some hours
	@scripts/bootstrap test
	swift build --build-tests $(SWIFT_FLAGS)
	EVCLINIC_GAME_RUNS=500000 swift test --skip-build --filter GameTests
	EVCLINIC_SIMULATION_SEEDS=1000000 swift test --skip-build --filter SimulationTests
	EVCLINIC_TAX_DOCUMENTS=1000000 swift test --skip-build --filter DocumentPropertyTests
	@EVCLINIC_CLUSTER=$(CURDIR)/.cluster-test scripts/cluster up --standbys 2
	EVCLINIC_TRUTH_LINES=680000 swift test --skip-build --filter BillingTruthTests
	@EVCLINIC_CLUSTER=$(CURDIR)/.cluster-test scripts/cluster down
	EVCLINIC_FUZZ_INPUTS=10000000 swift test --skip-build \
	  --filter "BankFilesTests.(FuzzTests|SettlementTests|MappedSettlementTests)"
	EVCLINIC_FEED_MEBIBYTES=2100 swift test --skip-build --no-parallel --filter BankFilesTests.LargeFileTests

bench: ## measured beside C, psql and Python; the table goes to bench/results.md
	@scripts/bootstrap bench
	RELEASE_FLAGS="$(RELEASE_FLAGS)" bench/run all

clean: ## stop the clusters and remove what was made
	@for folder in .cluster .cluster-*; do \
	  [ ! -e $$folder ] || EVCLINIC_CLUSTER=$(CURDIR)/$$folder scripts/cluster destroy; done
	rm -rf .build demo
