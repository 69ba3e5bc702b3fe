# Every command of the project. `make` alone lists them.
# ARGS adds arguments to the command behind run, test-sqlite, e2e, fuzz and bench: make run ARGS="--bind 127.0.0.1:9000"

.DEFAULT_GOAL := help
.PHONY: help run build check lint test test-sqlite e2e durability fuzz bench openapi audit tools clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build and start in development mode: demo data, loopback only, prints a first curl line
	cargo run --locked -p tessera-server -- serve --dev $(ARGS)

build: ## Build the release binary, target/release/tessera
	cargo build --locked --release -p tessera-server

check: lint test ## Everything that must pass before a change goes in

# In the order of how soon each tells something.
lint: ## Formatting, clippy, documentation, the layers, the licences and sources of dependencies
	cargo fmt --all --check
	LAYERING_SELFTEST=1 tests/layering
	tests/layering
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
	@if command -v cargo-deny >/dev/null; then \
		echo "cargo deny check bans licenses sources"; \
		cargo deny --locked check --hide-inclusion-graph bans licenses sources; \
	else \
		echo "NOT CHECKED: licences, bans and sources of dependencies, for want of cargo-deny (make tools)"; \
	fi
	@if command -v cargo-machete >/dev/null; then \
		echo "cargo machete"; \
		cargo machete; \
	else \
		echo "NOT CHECKED: unused dependencies, for want of cargo-machete (make tools)"; \
	fi

# The example is a workspace of its own, as a service of another team would be. It shares the folder of built crates.
test: ## Every test, on SQLite and a throw-away PostgreSQL, beside a throw-away virus scanner, S3 server and mail server
	CARGO_TARGET_DIR="$(CURDIR)/target" cargo test --locked --manifest-path examples/sla-clock/Cargo.toml
	tests/with-clamd tests/with-s3 tests/with-standardwebhooks tests/with-smtp tests/with-postgres cargo test --workspace --locked --no-fail-fast

test-sqlite: ## Every test that needs no PostgreSQL
	env -u TESSERA_TEST_POSTGRES -u TESSERA_TEST_POSTGRES_APP cargo test --workspace --locked --no-fail-fast $(ARGS)

e2e: ## Signing in and the console in a real browser, with a real OpenID provider, on SQLite (PICTURES=1 takes docs/pictures anew)
	tests/e2e/run $(ARGS)

# As in production: optimised, and with a PostgreSQL that waits for its disk.
durability: ## Ten thousand tickets, and a hundred thousand changes, while the server is killed again and again, on both databases
	TESSERA_PG_FSYNC=on TESSERA_TEST_DURABILITY_TICKETS=10000 tests/with-postgres \
		cargo test --locked --release -p tessera-tests --test durability -- --nocapture a_dur_1
	TESSERA_TEST_FEED_OPERATIONS=100000 tests/with-postgres \
		cargo test --locked --release -p tessera-tests --test webhooks -- --nocapture follows_the_feed

fuzz: ## Generated requests against each OpenAPI document, on both databases (FUZZ_EXAMPLES=100 per operation)
	tests/with-postgres tests/fuzz $(ARGS)

# A benchmark on a database that does not wait for its disk would flatter.
bench: ## Lists, searches, details and changes on both databases, as ratios (make bench ARGS=help)
	TESSERA_PG_FSYNC=on tests/with-postgres cargo run --locked --release -p tessera-benches -- $(ARGS)

openapi: ## Write the OpenAPI documents in openapi/ anew
	cargo run --locked -p tessera-server -- openapi --write openapi

audit: ## Known vulnerabilities of dependencies; fetches the advisory database
	cargo deny --locked check advisories

tools: ## Install what make lint and make audit use beyond the toolchain
	cargo install --locked cargo-deny@0.20.2 cargo-machete@0.9.2

clean: ## Delete everything built; the data in data/ stays
	cargo clean
