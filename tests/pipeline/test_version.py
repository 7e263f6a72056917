"""The code version changes with everything that rows depend on."""

from pathlib import Path

import schemas
import transforms
from pipeline.version import DIGESTED_SUFFIXES, code_version


def test_code_version_digests_every_kind_of_file_that_extracts_rows() -> None:
    roots = [Path(package.__path__[0]) for package in (schemas, transforms)]
    suffixes = {path.suffix for root in roots for path in root.rglob("*") if path.is_file()}
    assert suffixes - {".pyc", ".typed"} <= DIGESTED_SUFFIXES


def test_code_version_is_release_and_digest() -> None:
    release, _, digest = code_version().partition("+")
    assert release
    assert len(digest) == 12
    assert int(digest, 16) >= 0
