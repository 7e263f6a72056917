"""Programs that tests need, made at first use and kept in a cache.

Those in Python are each in a separate virtual environment. Their pins, with hashes, are in `tests/locks`:
`uv pip compile tests/locks/NAME.in --python-version VERSION --generate-hashes --no-emit-index-url --no-emit-find-links
--no-annotate --no-header -o tests/locks/NAME.lock`.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

_LOCKS = Path(__file__).parent / "locks"
_UV = str(Path(sys.executable).parent / "uv")


class UnavailableError(Exception):
    """Something that a test needs is not available; the message says why."""


@contextlib.contextmanager
def skipping_unavailable() -> Iterator[None]:
    """Skip the test if something that it needs is not available; in continuous integration it fails."""
    try:
        yield
    except UnavailableError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))


def environment(name: str, python: str) -> Path:
    """Create an environment, unless it exists from an earlier run, and return its folder of programs.

    Args:
        name: Name of the lock file.
        python: Python version, such as 3.13.

    Raises:
        UnavailableError: The Python or a package is not available.
    """
    lock = _LOCKS / f"{name}.lock"
    with _in_cache(f"{name}-{python}-{hashlib.blake2b(lock.read_bytes(), digest_size=6).hexdigest()}") as folder:
        if not (folder / "done").exists():
            _create(folder, lock, python)
    return folder / "bin"


def environment_packages(name: str, python: str) -> str:
    """Create an environment as `environment` does, and return its folder of packages.

    At the end of another Python's path they are found there, too; packages that it has itself go before them.
    """
    return str(environment(name, python).parent / "lib" / f"python{python}" / "site-packages")


def go_program(package: str, version: str) -> Path:
    """Build a program in Go, unless it exists from an earlier run, and return its path.

    Args:
        package: Its import path.
        version: Of its module, such as 2.77.0.

    Raises:
        UnavailableError: There is no Go, or the program cannot be built.
    """
    name = package.rpartition("/")[2]
    with _in_cache(f"{name}-{version}") as folder:
        if not (folder / "done").exists():
            if not shutil.which("go"):
                raise UnavailableError(f"no go on the path, which builds {name}")
            run(["go", "install", f"{package}@v{version}"], {"GOBIN": str(folder)})
            (folder / "done").touch()
    return folder / name


@contextlib.contextmanager
def _in_cache(name: str) -> Iterator[Path]:
    """A path in the cache, locked against tests that run side by side and need the same."""
    with (cache_folder() / f"{name}.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield cache_folder() / name


def cache_folder() -> Path:
    """Where programs are kept from one run of the tests to the next."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "newsbeam-tests"
    cache.mkdir(parents=True, exist_ok=True)
    return cache


def _create(folder: Path, lock: Path, python: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    run([_interpreter(python), "-m", "venv", str(folder)])
    interpreter = str(folder / "bin" / "python")
    options = ["--quiet", "--only-binary", ":all:", "--require-hashes", "-r", str(lock)]
    try:
        run([_UV, "pip", "install", "--python", interpreter, *options])
    except UnavailableError:  # a mirror that only pip is configured for
        run([interpreter, "-m", "pip", "install", *options])
    (folder / "done").touch()


def _interpreter(python: str) -> str:
    """Find a Python of that version: this one, on the path, of pyenv, or installed by uv."""
    if python == f"{sys.version_info.major}.{sys.version_info.minor}":
        return str(Path(sys.executable).resolve())
    if found := shutil.which(f"python{python}"):
        with contextlib.suppress(UnavailableError):  # pyenv has shims also for versions that are not selected
            run([found, "--version"])
            return found
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    if installed := sorted(root.glob(f"{python}.*/bin/python")):
        return str(installed[-1])
    with contextlib.suppress(UnavailableError):
        return run([_UV, "python", "find", python]).strip()
    run([_UV, "python", "install", "--quiet", python])
    return run([_UV, "python", "find", python]).strip()


def run(command: Sequence[str], more: dict[str, str] | None = None) -> str:
    """Run a program and return its output.

    Args:
        command: The program and its arguments.
        more: Additional environment variables.

    Raises:
        UnavailableError: It failed.
    """
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=inherited_environment(more))
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no message"]
        raise UnavailableError(f"{Path(command[0]).name}: {last[0]}")
    return done.stdout


def inherited_environment(more: dict[str, str] | None = None) -> dict[str, str]:
    """This process's environment variables without PYTHONPATH, and `more`."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | (more or {})
