"""The product's settings with one view instead of its pages."""

from samepath.conf.settings import *  # noqa: F403  # all of them, then ours

ROOT_URLCONF = "bench.floor"
