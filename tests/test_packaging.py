"""Every file that the packages need at run time is in the wheel."""

import tomllib
from pathlib import Path

from setuptools import find_namespace_packages

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
PACKAGES = ("pipeline", "transforms", "schemas")


def data_files() -> list[Path]:
    """Files of the packages that are not Python code, relative to the root."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    return [path.relative_to(ROOT) for path in found if path.suffix not in (".py", ".pyc")]


def test_package_data_covers_every_data_file() -> None:
    patterns = SETTINGS["package-data"]["*"]
    missing = [str(path) for path in data_files() if not any(path.match(pattern) for pattern in patterns)]
    assert data_files()
    assert not missing, f"add their suffix to [tool.setuptools.package-data] in pyproject.toml: {missing}"


def test_packages_find_covers_every_folder() -> None:
    packages = set(find_namespace_packages(str(ROOT), **SETTINGS["packages"]["find"]))
    missing = {str(path.parent) for path in data_files() if ".".join(path.parent.parts) not in packages}
    assert not missing, f"[tool.setuptools.packages.find] in pyproject.toml does not find these folders: {missing}"
