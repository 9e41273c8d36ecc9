# Zaitaku (在宅). Everything a machine with Rust and Node needs is set up by the targets themselves; `make help` lists them.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: run test web bench help tools packages fmt clippy rust-test web-check browser real-data-note audit

.NOTPARALLEL:
export CARGO_TARGET_DIR ?= $(CURDIR)/target
# Where `make run` listens and keeps the demonstration town.
LISTEN ?= 127.0.0.1:8080
DEMO ?= .zaitaku-demo
# The Debian packages of `make test`: two browsers and a screen for one of them, a database, Japanese letters, and what reads printed papers.
PACKAGES := chromium postgresql fonts-noto-cjk poppler-utils webkit2gtk-driver xvfb
# What vite reads; the page is built again only when one of these is newer.
PAGE_SOURCES := $(shell find web/src web/public -type f 2>/dev/null) web/index.html web/map.html web/package-lock.json \
	web/vite.config.ts web/tsconfig.json

run: tools web ## Bring up the whole product with the demonstration town (LISTEN=127.0.0.1:8080)
	cargo build --release --locked
	@mkdir -p $(DEMO) && echo '*' > $(DEMO)/.gitignore
	@echo "Zaitaku starts with the fictional demonstration town. Open http://$(LISTEN) once it says that it listens; Ctrl-C stops it."
	@exec $(CARGO_TARGET_DIR)/release/zaitaku serve --demo --data $(DEMO) --listen $(LISTEN)

test: tools packages fmt web-check web clippy rust-test browser real-data-note ## Install what the tests need, then run all of them, cheap ones first
	@echo "make test: everything passed"

web: web/dist/.built ## Build the page that the program embeds

bench: tools web ## Measure questions against a directory of 450,000 invented facilities
	cargo bench --locked --bench directory --bench matching

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

tools:
	@.ci/tools

packages:
	@.ci/packages $(PACKAGES)

fmt: ## Check how the Rust code is written
	cargo fmt --check

clippy: web ## Check the Rust code with every lint, warnings being errors
	cargo clippy --locked --all-targets -- -D warnings

rust-test: web ## Unit, property and integration tests, the last through the real binary
	cargo test --locked

web-check: web/node_modules/.installed ## Check the types of the page and run its unit tests
	cd web && npm run --silent check

# `cargo build` would choose other features for the crates that tests share and compile them all anew; the binary of the tests serves.
browser: web ## Use the page in Chromium as a nurse would
	cargo test --locked --no-run
	@.ci/browser $(CARGO_TARGET_DIR)/debug/zaitaku

audit: ## Check licences and advisories of all crates (needs cargo-deny)
	@command -v cargo-deny >/dev/null || { echo "cargo-deny is missing. Install it: cargo install --locked cargo-deny"; exit 1; }
	cargo deny check

real-data-note:
	@if [ -n "$$ZAITAKU_SHARED_DATA" ] || [ -d ../shared/data ]; then echo "The real files were imported and asked as well."; \
	else echo "SKIPPED: the real files are not here (../shared/data, or ZAITAKU_SHARED_DATA); everything else ran."; fi

web/node_modules/.installed: web/package.json web/package-lock.json
	@.ci/tools
	cd web && npm ci --no-audit --no-fund
	@touch $@

web/dist/.built: web/node_modules/.installed $(PAGE_SOURCES)
	cd web && npm run --silent build
	@touch $@
