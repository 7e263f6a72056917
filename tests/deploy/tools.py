"""Linters of the deployment files, in a separate environment."""

import os
import shutil

import pytest

from tests.environments import UnavailableError, environment

PYTHON = "3.12"


def program(name: str) -> str:
    """The path of a linter; if it is not available, the test is skipped, or fails in continuous integration."""
    if found := shutil.which(name):
        return found
    try:
        return str(environment("linters", PYTHON) / name)
    except UnavailableError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is not available: {error}")
        pytest.skip(f"{name} is not available: {error}")
