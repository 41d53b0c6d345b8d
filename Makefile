# Two commands do all the set-up on a fresh Debian machine with Rust: `make run` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

BIN := target/release/leakwatch
# `sudo` where we are not root and it is there.
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)

.PHONY: help run demo build test check lint unit browser lab bench fuzz deps-build deps-test dist

help: ## This list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

build: deps-build ## The release binary: target/release/leakwatch
	cargo build --release --locked

run: build ## Build and start the daemon; makes config/ at the first start, and its page asks for the rest
	@[ -d config ] || $(BIN) init --example --config config
	exec $(BIN) run --config config

demo: build ## The daemon against the small internet that it carries
	exec $(BIN) demo

test: deps-build deps-test lint unit check browser lab ## Everything that CI needs

lint: ## Format, clippy, docs, licences
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items
	python3 tests/licences.py

unit: ## Unit and integration tests
	cargo test --locked

check: ## The shipped configuration, crawlers and keyword sets hold
	cargo run --quiet --locked -- check

browser: ## Every page in Chromium with axe, against the demo
	tests/browser/run

lab: ## Real third-party software on loopback
	tests/lab/run

bench: build ## What this machine does: pages a second beside Scrapy, search, memory, start-up
	benches/run
	$(BIN) bench search
	$(BIN) bench idle
	$(BIN) bench start --pages 100000

fuzz: deps-build ## Mutate the corpus of each reader for TIME seconds (60); TARGET=name for one
	cargo test --locked --test fuzz -- --time $(or $(TIME),60) $(TARGET)

dist: build ## A release binary and a .deb in dist/
	deploy/dist

deps-build:
	@tests/packages build

deps-test:
	@tests/packages test
