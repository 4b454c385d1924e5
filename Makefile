# bellwether: `make demo` shows what it does, `make test` proves it. Both install missing system packages when they may.
.PHONY: demo docs reference test lint browser-test bench peers notebooks simulations packages build install clean export-test \
	engines spark-test dialect-lint faults faults-short fuzz fuzz-short release mutants damage coverage sanitize

SWIFT := swift
BUILD := $(SWIFT) build -c release
PROGRAM := .build/release/bellwether
DATA := datasets/acme
prefix ?= /usr/local

# The program needs BLAS and LAPACK, and SwiftPM needs pkg-config to find them.
packages:
	@Tools/install-packages libblas-dev liblapack-dev zlib1g-dev libzstd-dev pkg-config

build: packages
	@$(BUILD) --product bellwether

demo: build
	@Tools/demo $(PROGRAM) $(DATA) demo

test: packages
	@$(SWIFT) test -c release

# The HTML pages in a real browser, which it installs; screenshots to look at are left in .build/browser-pages.
browser-test: build
	@Tools/browser-test $(PROGRAM) $(DATA) .build/browser-pages

# Exported models on DuckDB, SQLite, PostgreSQL, onnxruntime and a PMML evaluator, which it installs, beside our own scores.
export-test: build
	@Tools/export-test $(PROGRAM) .build/exports

# The queries of every dialect through a parser; engines that are not run here are checked in no other way.
dialect-lint:
	@Tools/dialect-lint

# Extraction, learning and scoring on a Spark cluster on this machine: master, two workers, Connect; 3 GB, minutes. One executor is
# killed in mid-query.
spark-test: build
	@Tools/spark-test $(PROGRAM) $(DATA)

# Database drivers for the tests that start PostgreSQL, SQLite and DuckDB; without them those tests are skipped.
engines:
	@Tools/engines .build/engines/drivers

# Style, the import rule, and no unsafe code outside the rooms that may hold it.
lint:
	@$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Snippets
	@Tools/check-imports

# API documentation: DocC over the built modules, with articles on the method and the references. Fails where a public symbol or
# parameter is undocumented, or a reference is not what the program says of itself (`make reference` writes them).
docs: build
	@Tools/reference check $(PROGRAM)
	@Tools/docs .build/docs

# The references of commands, files and kinds, written by the program itself.
reference: build
	@Tools/reference write $(PROGRAM)

notebooks: build
	@Tools/notebooks check README.md notebooks-md/*.md
	@git diff --exit-code --stat -- notebooks-md/img

# Runs the notebooks and writes their true output into them.
notebooks-update: build
	@Tools/notebooks update README.md notebooks-md/*.md

# Interval coverage on portfolios of known truth: minutes, not part of the tests.
simulations: packages
	@$(SWIFT) run -c release --package-path Benchmarks bench coverage --runs 400
	@$(SWIFT) run -c release --package-path Benchmarks bench metrics-coverage
	@$(SWIFT) run -c release --package-path Benchmarks bench share-coverage
	@$(SWIFT) run -c release --package-path Benchmarks bench verdict

bench: packages
	@$(SWIFT) run -c release --package-path Benchmarks bench all

# The learner beside scikit-learn, statsmodels, glum, glmnet and LIBLINEAR: about 20 minutes of a quiet machine, 3 GB.
# PEERS_PYTHON and R have the peers; what they lack is skipped.
PEERS_PYTHON := python3
PEERS_DATA := Benchmarks/.build/peers
peers: packages
	@$(SWIFT) build -c release --package-path Benchmarks --product bench
	@$(PEERS_PYTHON) Benchmarks/scripts/fit_peers.py all --data $(PEERS_DATA)

install: build
	install -D $(PROGRAM) $(DESTDIR)$(prefix)/bin/bellwether

clean:
	rm -rf .build Benchmarks/.build demo

# Every system call of every command that writes is made to fail in every way, and 1 000 runs are killed: old bytes or new ones.
faults: build
	@Tools/install-packages strace python3
	@python3 Tools/fault_loop.py $(PROGRAM) .build/faults

# The same with every fiftieth fault and 120 kills.
faults-short: build
	@Tools/install-packages strace python3
	@python3 Tools/fault_loop.py $(PROGRAM) .build/faults --share 50 --kills 120

# libFuzzer with AddressSanitizer on the parsers, the model file and quoting: 30 seconds each, or SECONDS of your own.
SECONDS_EACH ?= 600
fuzz: packages
	@Tools/fuzz $(SECONDS_EACH)

fuzz-short: packages
	@Tools/fuzz 30

# 100 deliberate errors of the statistical core, one at a time: the tests must notice nine in ten. Half an hour.
mutants: packages
	@Tools/install-packages python3
	@python3 Tools/mutants.py .build-mutants

# The demo's model file with every truncation and 10 000 flips, insertions and deletions each: all are refused.
damage: packages
	@BELLWETHER_DAMAGE=all $(SWIFT) test -c release --filter ModelDamageTests

# What the tests run: lines of every room, all regions of the parsers, the model file and the atomic writer.
coverage: packages
	@Tools/install-packages python3
	@python3 Tools/coverage.py .build-coverage

# The tests under ThreadSanitizer and AddressSanitizer: silent.
sanitize: packages
	@Tools/sanitize thread
	@Tools/sanitize address

# The program with its runtime, the list of its parts and checksums, in dist/.
release: packages
	@Tools/install-packages python3 binutils
	@Tools/release dist
