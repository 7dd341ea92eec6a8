"""The version of this server, as its package says it."""

from importlib.metadata import version

VERSION = version("etalase")
