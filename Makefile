# Every command of the project. `make` alone prints the list.
# The host needs make, Go 1.21 or newer and Node 20 or newer; the program itself runs on the Node of node_modules.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# What `make proof` and `make passport` are about.
STACK ?= local
export STACK TENANT FORMAT

NODE := node_modules/.bin/node
INSTALLED := node_modules/.package-lock.json

.PHONY: help up down engine proof passport check test format schema

help: ## Print this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(INSTALLED): package.json package-lock.json .npmrc
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

up: $(INSTALLED) ## Start a local control plane and bring the tenants of Pulumi.local.yaml up on it
	@$(NODE) tools/up.ts

down: $(INSTALLED) ## Stop the local control plane and remove everything `make up` made in this checkout
	@$(NODE) tools/down.ts

engine: $(INSTALLED) ## Find or build the Pulumi engine and the control plane, without starting them
	@$(NODE) tools/engine.ts

proof: $(INSTALLED) ## Print who reaches whom in a stack: STACK=local FORMAT=json
	@$(NODE) tools/proof.ts

passport: $(INSTALLED) ## Print a page about each tenant of a stack: STACK=local TENANT=acme-corp FORMAT=json
	@$(NODE) tools/passport.ts

check: $(INSTALLED) ## Type-check, lint and check the formatting
	@$(NODE) node_modules/typescript/bin/tsc
	@$(NODE) node_modules/eslint/bin/eslint.js --max-warnings=0 --cache --cache-location .local/eslint/ .
	@$(NODE) node_modules/prettier/bin/prettier.cjs --check --log-level=warn --cache --cache-location=.local/prettier .

test: check engine ## Check, then run every test, on the real engine and a real API server too
	@$(NODE) node_modules/mocha/bin/mocha.js

format: $(INSTALLED) ## Format every file
	@$(NODE) node_modules/prettier/bin/prettier.cjs --write --log-level=warn .

schema: $(INSTALLED) ## Generate the JSON Schema that editors use for Pulumi.*.yaml
	@$(NODE) tools/schema.ts
