"""Which newsbeam wrote a row."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pipeline
import schemas
import transforms

_DATA = frozenset({".py", ".toml", ".tsv", ".txt", ".csv", ".json"})


@cache
def code_version() -> str:
    """The release, and a digest of the code and data it is made of.

    Rows written by changed code are told from older ones even where nobody raised the version.
    """
    try:
        release = version("newsbeam")
    except PackageNotFoundError:
        release = "0"
    digest = hashlib.blake2b(digest_size=6)
    for package in (schemas, transforms, pipeline):
        root = Path(package.__path__[0])
        for file in sorted(path for path in root.rglob("*") if path.suffix in _DATA):
            digest.update(f"{root.name}/{file.relative_to(root).as_posix()}".encode())
            digest.update(file.read_bytes())
    return f"{release}+{digest.hexdigest()}"
