"""Linters of what is deployed, in an environment of their own: their pins are not ours."""

import os
import shutil

import pytest

from tests.environments import UnavailableError, environment

PYTHON = "3.12"


def program(name: str) -> str:
    """A linter's program; skips the test where it cannot be had, fails it in continuous integration."""
    if found := shutil.which(name):
        return found
    try:
        return str(environment("linters", PYTHON) / name)
    except UnavailableError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} cannot be had: {error}")
        pytest.skip(f"{name} cannot be had: {error}")
