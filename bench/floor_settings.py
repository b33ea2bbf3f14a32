"""The product's settings with one view instead of its pages."""

from samepath.conf.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor"
