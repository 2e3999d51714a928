# The two commands of the README are `make demo` and `make test`. Everything that is installed goes under the repository:
# target/, tests/.tools/ and tests/browser/node_modules/. Chromium comes from the system's packages when that is allowed.

TOWNBOOK := target/debug/townbook
PYTHON   := tests/.tools/python/bin/python
GEOGRAPHY := tests/.tools/geography/bin/python
VARIED   := tests/.tools/varied
REAL     := tests/.tools/real
# The portal of real data, where it could be made. Asked when a recipe runs.
REAL_SITE = $(shell test -e $(REAL)/_site/data.json && echo --site $(REAL)/_site)
SHACL    := tests/conformance/shacl/node_modules
PACKS    := tests/.tools/packs/bin/python
API      := tests/.tools/api/bin/python
REDOCLY  := tests/conformance/redocly/node_modules
GENERATED := datasets/service-requests/service-requests.csv

.PHONY: demo portal test full binary lint unit hostile messy real conformance sample rdf varied real-portal packs api standards browser frictionless bench clean

# Builds the demonstration city, publishes it to the local host and serves it.
demo: portal
	$(TOWNBOOK) serve --port 8000

# The same without serving: the site is in _site, and published in _published/current.
portal: binary $(GENERATED)
	$(TOWNBOOK) build
	$(TOWNBOOK) publish

# With --all-targets the libraries are built once, with the features that the tests need too, and not a second time without.
binary:
	cargo build --locked $(TARGETS)

test full hostile messy real conformance sample rdf varied real-portal packs api browser: TARGETS := --all-targets

# The demonstration city's largest table is made, not committed.
$(GENERATED): tests/demo/make-service-requests.mjs
	node tests/demo/make-service-requests.mjs $@

# Lint, unit, suite and doc tests, hostile and messy files, the demonstration city, real data where it is there, a sample of
# the metadata validators, and a browser over every page type.
test: lint unit hostile messy portal real sample browser
	@echo "make test: all suites have ended; what could not run said SKIPPED above"

full: test conformance
	cd site-templates && npm ci --ignore-scripts --no-audit --no-fund && npm run typecheck
	$(TOWNBOOK) check --format json

lint:
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings

unit: $(GENERATED)
	cargo test --locked --lib --bins --test suite
	cargo test --locked --doc

hostile: binary
	python3 tests/hostile/run.py --binary $(TOWNBOOK)

# A table with flaws that are counted as they are made.
messy: binary
	python3 tests/messy/run.py --binary $(TOWNBOOK)

real: binary $(PYTHON)
	$(PYTHON) tests/real/run.py --binary $(TOWNBOOK)
	$(PYTHON) tests/real/inspected.py --binary $(TOWNBOOK)
	$(PYTHON) tests/real/drafted.py --binary $(TOWNBOOK)
	$(PYTHON) tests/real/round_trips.py --binary $(TOWNBOOK)

# Every validator that works without the network, over the demonstration city, a portal of all sorts, and one of real data
# where that is there.
conformance: sample rdf packs api

# What `make test` runs of it.
sample: portal $(PYTHON) $(GEOGRAPHY)
	$(PYTHON) tests/conformance/sample.py --site _site
	$(GEOGRAPHY) tests/conformance/geography.py --site _site --binary $(TOWNBOOK)

# The schemas and shapes of standards from their publishers, each verified; where they lie beside the repository nothing is needed.
standards:
	python3 tests/conformance/standards.py

# The catalogue as linked data, against the shapes of its profiles.
rdf: portal varied real-portal $(SHACL)
	$(PYTHON) tests/conformance/rdf.py --site _site --site $(VARIED)/_site $(REAL_SITE)

varied: binary $(PYTHON)
	$(PYTHON) tests/conformance/varied.py --binary $(TOWNBOOK) --out $(VARIED)

real-portal: binary $(PYTHON)
	$(PYTHON) tests/real/run.py --binary $(TOWNBOOK) --work $(REAL)

# What each dataset has for programs, feeds and lists.
packs: portal real-portal $(PACKS)
	rm -rf tests/.tools/all-valid && mkdir -p tests/.tools/all-valid
	for portal in tests/portals/base tests/portals/valid/*; do cp -r $$portal/. tests/.tools/all-valid/; done
	$(TOWNBOOK) build --portal tests/.tools/all-valid 2>/dev/null
	$(PACKS) tests/conformance/packs.py --site _site --site tests/.tools/all-valid/_site $(REAL_SITE)

# The API as it is served: its document, its answers and links, CKAN's clients, and the code that pages show.
api: portal $(API) $(REDOCLY)
	$(API) tests/conformance/api.py --site _site --binary $(TOWNBOOK)

browser: portal
	tests/browser/run.sh _site

# The same files seen by Frictionless, where they are there: writes docs/frictionless.md.
frictionless: binary
	test -d tests/.tools/frictionless || python3 -m venv tests/.tools/frictionless
	tests/.tools/frictionless/bin/python -m pip install --quiet --disable-pip-version-check -r tests/frictionless/requirements.txt
	tests/.tools/frictionless/bin/python tests/frictionless/compare.py --binary $(TOWNBOOK) \
		--files ../shared/corpus/frictionless-py --out docs/frictionless.md

# Measures, side by side with others, and writes docs/benchmarks.md; nothing here passes or fails. QUICK=--quick for a tenth.
bench:
	cargo build --locked --release
	test -d tests/.tools/bench || python3 -m venv tests/.tools/bench
	tests/.tools/bench/bin/python -m pip install --quiet --disable-pip-version-check -r benches/requirements.txt
	tests/.tools/bench/bin/python benches/run.py --binary target/release/townbook --out docs/benchmarks.md $(QUICK)

$(PYTHON): tests/requirements.txt
	python3 -m venv tests/.tools/python
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	touch $@

$(GEOGRAPHY): tests/conformance/geography-requirements.txt
	python3 -m venv tests/.tools/geography
	$(GEOGRAPHY) -m pip install --quiet --disable-pip-version-check -r tests/conformance/geography-requirements.txt
	touch $@

$(SHACL): tests/conformance/shacl/package-lock.json
	npm ci --prefix tests/conformance/shacl --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

$(PACKS): tests/conformance/packs-requirements.txt tests/requirements.txt
	python3 -m venv tests/.tools/packs
	$(PACKS) -m pip install --quiet --disable-pip-version-check -r tests/conformance/packs-requirements.txt
	touch $@

$(API): tests/conformance/api-requirements.txt
	python3 -m venv tests/.tools/api
	$(API) -m pip install --quiet --disable-pip-version-check -r tests/conformance/api-requirements.txt
	touch $@

$(REDOCLY): tests/conformance/redocly/package-lock.json
	npm ci --prefix tests/conformance/redocly --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

clean:
	rm -rf target _site _published .townbook tests/.tools tests/browser/node_modules $(SHACL) $(REDOCLY) $(GENERATED)
