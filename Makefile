# Building, trying, testing. `make help` lists what there is.
#
# `make` and `make demo` need Go and git, nothing else. `make test` installs
# what more it needs where it may; see scripts/prepare.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# What the program calls itself. Where there is no git history (a container
# build, a tar ball) it can be given: make VERSION=1.4.0
ifeq ($(strip $(VERSION)),)
override VERSION := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
endif

# Leaves out a codec of gin that nobody here uses: 6 MB less. Tests and checks
# use the same tags, so that they see the program that is shipped.
TAGS := nomsgpack

# -trimpath: the same source gives the same bytes in any folder. The version is
# stamped by us, so Go need not ask git (which refuses folders of other users).
BUILDFLAGS := -trimpath -buildvcs=false -tags $(TAGS) -ldflags '-s -w -X main.version=$(VERSION)'

# The database is C that was translated to Go, which the race detector makes three
# times slower and where it has nothing of ours to find.
RACE := -race -gcflags='modernc.org/...=-race=false'

# For one's own runs: make test TESTFLAGS='-run Appeal -v' PACKAGES=./store/...
TESTFLAGS ?=
PACKAGES ?= ./...

TOOL := go tool -modfile=tools/go.mod

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: build
build: ## build the program into bin/wuxing (static, no C)
	CGO_ENABLED=0 go build $(BUILDFLAGS) -o bin/wuxing ./cmd/wuxing

# The folder is emptied each time: the demo tells the same story again.
DEMO_DATA := demo-data
DEMO_ADDR ?= 127.0.0.1:8080
.PHONY: demo
demo: build ## show the program with a made-up round (empties demo-data/; DEMO_ADDR=HOST:PORT)
	rm -rf $(DEMO_DATA)
	bin/wuxing serve --demo --data $(DEMO_DATA) --addr $(DEMO_ADDR)

.PHONY: prepare
prepare: ## install what the tests need, where that is allowed
	scripts/prepare

# The race detector allocates, too. So tests that count allocations have Alloc
# in their name and run without it first; those that it disturbs stand in files
# marked `//go:build !race`. Nothing in workbook goes on beside something else, so it
# runs without it, but for many who write and read forms at once. The hostile uploads go to the program as it is shipped
# and measure its memory, so they run without it, too, and say what they cost. Nor
# has it anything to find where one action follows the other: the model, the
# matrix and the long stories of api run whole without it, a part of them with it.
# The pages wait for the browser, so they run without it, too; with it goes what
# sends forms.
.PHONY: test
test: prepare vet ## the one test command: everything, with the race detector
	CGO_ENABLED=0 go test -tags $(TAGS) -run 'Alloc|Naive|EveryNumber' ./scoring
	CGO_ENABLED=0 go test -tags $(TAGS) -timeout 12m $(TESTFLAGS) ./workbook
	CGO_ENABLED=1 go test $(RACE) -tags $(TAGS) -timeout 10m -run 'Together' ./workbook
	CGO_ENABLED=0 go test -tags $(TAGS) -v ./internal/hostile
	CGO_ENABLED=0 GOGC=400 go test -tags $(TAGS) -v -run '^TestM(odel|atrix)$$|FiftyClients|AYear|NothingLeaks|Elsewhere|LookAlike|Payloads|UnderItsPolicy' ./assessment ./api
	CGO_ENABLED=0 go test -tags $(TAGS) -timeout 30m $(TESTFLAGS) ./web
	CGO_ENABLED=1 go test $(RACE) -tags $(TAGS) -timeout 10m -run 'WithoutScripts|FormTokens' ./web
	CGO_ENABLED=1 go test $(RACE) -tags $(TAGS) -timeout 20m $(TESTFLAGS) $$(go list -tags $(TAGS) $(PACKAGES) | grep -Ev '/(web|workbook)$$')
	scripts/image-check

# What make test does a part of, whole. Only here two figures are held to the clock:
# how soon a killed server answers again, and how soon 200,000 events are verified.
SEQUENCES ?= 100000
.PHONY: soak
soak: prepare ## the long runs: 100,000 sequences of actions, thirty payloads in every parameter, every form through LibreOffice; 200 kills; 200,000 events verified
	CGO_ENABLED=0 GOGC=400 go test -tags $(TAGS) -timeout 120m -v -run '^TestModel$$' ./assessment -args -model.sequences=$(SEQUENCES)
	go test -tags $(TAGS) -timeout 60m -run 'PayloadsAsText' -v ./api -args -payloads=30
	go test -tags $(TAGS) -timeout 60m -run 'LibreOffice' ./workbook -args -office.every=1 -office.random=414
	go test -tags $(TAGS) -timeout 60m -run 'AKilledServer' -v ./cmd/wuxing -args -kills=200 -kill.writes=20000 -kill.ready=5s
	CGO_ENABLED=0 go test -tags $(TAGS) -timeout 30m -run 'ALongTrail' -v ./store -args -trail.events=200000 -trail.verified=5s

.PHONY: prove
prove: prepare ## take one guard away at a time and see the test that must notice turn red
	scripts/prove

.PHONY: vet
vet:
	CGO_ENABLED=1 go vet -tags $(TAGS) ./...

.PHONY: bench
bench: ## measure scoring, overviews, reading, exporting, the audit and every page against their yardsticks (BENCHFLAGS='-benchtime=2s -count=10')
	scripts/bench ./scoring StraightLine Evaluate EvaluateExplained Advise LoadAndCheck RescoreTenThousand
	scripts/bench ./assessment Overview/scan Overview
	scripts/bench ./workbook ReadBare Read
	scripts/bench ./workbook ExportBare Export
	BENCHFLAGS='-count=1 -benchtime=1x' scripts/bench ./workbook ExportPeak
	BENCHFLAGS='-count=1 -benchtime=3x' scripts/bench ./store AuditBare AuditVerify
	BENCHFLAGS='-count=1 -benchtime=20x -timeout 60m' scripts/bench ./web Pages/scan Pages
	BENCHFLAGS='-count=1 -benchtime=3x -timeout 60m' scripts/bench ./web FirstLooks/scan FirstLooks

.PHONY: pictures
pictures: build prepare ## print the form with LibreOffice and put pictures of the pages into docs/pictures
	scripts/pictures

.PHONY: screenshots
screenshots: prepare ## open every page in its states and put pictures of them into docs/pictures/pages, for docs/guide and the README
	scripts/screenshots

# A crasher is written to scoring/testdata/fuzz; keep it there: go test runs it
# as a case from then on. Making inputs that reach new code shorter would take
# most of the minute.
FUZZTIME ?= 60s
FUZZERS := FuzzLoad FuzzParseSubmission FuzzDecimals
.PHONY: fuzz
fuzz: ## fuzz the card, the facts and the decimals, a minute each (FUZZTIME=60s)
	for target in $(FUZZERS); do \
	  CGO_ENABLED=0 go test -tags $(TAGS) -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x ./scoring; \
	done

.PHONY: lint
lint: vet ## formatting, suspicious code, tidy modules, no traces of a machine
	@bad=$$($(TOOL) gofumpt -l .); \
	  [ -z "$$bad" ] || { printf 'not formatted, run make fmt:\n%s\n' "$$bad" >&2; exit 1; }
	$(TOOL) staticcheck -tags $(TAGS) ./...
	$(TOOL) errcheck -tags $(TAGS) -ignoretests -exclude tools/errcheck-exclude.txt ./...
	go mod tidy -diff
	cd tools && go mod tidy -diff
	scripts/lint-traces

.PHONY: fmt
fmt: ## write all Go files in the project's format
	$(TOOL) gofumpt -w .

# The root file system of the container image, which the Dockerfile only
# copies; so what is in the image can be tried where no container can run.
IMAGE_UID := 65532
.PHONY: image-root
image-root: ## lay out the container's files: make image-root DESTDIR=dir
	@test -n '$(DESTDIR)' || { echo 'usage: make image-root DESTDIR=dir' >&2; exit 2; }
	CGO_ENABLED=0 go build $(BUILDFLAGS) -o '$(DESTDIR)/usr/local/bin/wuxing' ./cmd/wuxing
	scripts/image-root '$(DESTDIR)' $(IMAGE_UID)

.PHONY: image-check
image-check: ## build the image's files, check and run them (as root: in a chroot)
	scripts/image-check

.PHONY: clean
clean: ## remove what the targets above made
	rm -rf bin $(DEMO_DATA)
