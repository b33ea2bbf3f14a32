# The same commands here and in CI. `make demo` and `make test` install what they need first.
.PHONY: demo test check fix setup screens bench soak lock
.DEFAULT_GOAL := help

help:
	@echo 'make demo     start Samepath with a fictional program and a live session'
	@echo 'make test     run every test'
	@echo 'make check    style, types, layers, templates, migrations: under a minute'
	@echo 'make fix      put right what a tool can put right'
	@echo 'make screens  a picture of every screen, in docs/screens'
	@echo 'make bench    the measures, in bench/results'
	@echo 'make soak     the long tests'
	@echo 'make lock     pin the newest dependencies that fit'

demo:
	@tools/setup demo
	@exec .venv/bin/samepath demo

setup:
	@tools/setup test

test:
	@tools/setup test
	@tools/test

check:
	@tools/setup test
	@tools/check

fix:
	@tools/fix

screens:
	@tools/setup test
	@.venv/bin/python -m tools.screens

bench:
	@tools/setup test
	@.venv/bin/python -m bench

soak:
	@tools/setup test
	@.venv/bin/python -m pytest -m soak --timeout=7200

lock:
	@tools/lock --upgrade
