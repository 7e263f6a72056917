"""Errors of storage in one line, wherever they come from."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import apache_beam as beam
import duckdb
import pytest

from pipeline.engines.local import execute
from pipeline.errors import NewsbeamError
from pipeline.storage_errors import explaining_storage_errors, storage_error

PLACE = "/mnt/news/out"


def explain(error: BaseException, needed: int | None = None) -> str:
    explained = storage_error(error, PLACE, needed)
    assert explained is not None
    assert explained.exit_code == 1
    assert "\n" not in str(explained)
    assert str(explained).endswith("; what is committed is kept, and the same command goes on from there")
    return str(explained)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "no space left"),
        (errno.EDQUOT, "the disk quota is used up"),
        (errno.EFBIG, "raise the limit (ulimit -f)"),
        (errno.EROFS, "the file system is read-only; make it writable"),
        (errno.EACCES, "no right to read or write it"),
        (errno.EPERM, "no right to read or write it"),
        (errno.EIO, "the disk or the network mount does not work; bring it back"),
        (errno.ESTALE, "the disk or the network mount does not work"),
        (errno.ENODEV, "the disk or the network mount does not work"),
        (errno.ENOTCONN, "the disk or the network mount does not work"),
        (errno.ENOENT, "it is gone; bring it back"),
        (errno.ENFILE, "too many open files on this machine"),
    ],
)
def test_storage_error_of_each_kind_says_what_where_and_what_to_do(number: int, said: str) -> None:
    named = OSError(number, os.strerror(number), "/mnt/news/out/articles/part")
    assert explain(named).startswith("/mnt/news/out/articles/part: ")
    assert said in explain(named)
    assert explain(OSError(number, os.strerror(number))).startswith(f"{PLACE}: ")


def test_storage_error_too_many_open_files_gives_the_limit() -> None:
    assert "too many open files: got a limit of " in explain(OSError(errno.EMFILE, os.strerror(errno.EMFILE), "/x"))


def test_storage_error_full_disk_gives_free_and_needed_bytes(tmp_path: Path) -> None:
    error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path / "not" / "there"))
    said = explain(error, needed=12_300_000_000)
    assert " free, the rest of the run needs about 12.3 GB); make room" in said


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (f'IO Error: Could not write file "{PLACE}/.newsbeam.duckdb": No space left on device', "no space left"),
        (f'IO Error: Could not write all bytes to file "{PLACE}/x": wanted=4096 wrote=12', f"{PLACE}/x: no space left"),
        (f'IO Error: Cannot open file "{PLACE}/x": Too many open files', "too many open files"),
        (f'IO Error: Could not fsync file "{PLACE}/x": Input/output error', f"{PLACE}/x: the disk"),
    ],
)
def test_storage_error_of_duckdb_is_known_by_its_message(message: str, said: str) -> None:
    assert said in explain(duckdb.IOException(message))


def test_storage_error_of_other_errors_is_none() -> None:
    assert storage_error(ValueError("no such thing"), PLACE) is None
    assert storage_error(OSError(errno.EINVAL, os.strerror(errno.EINVAL)), PLACE) is None
    assert storage_error(RuntimeError("Traceback:\n  raise OSError(28)\nValueError: 3\n"), PLACE) is None


def test_storage_error_missing_file_is_known_only_when_raised_last() -> None:
    later = KeyError("model")
    later.__context__ = OSError(errno.ENOENT, os.strerror(errno.ENOENT))
    assert storage_error(later, PLACE) is None


def test_storage_error_behind_another_error_is_found() -> None:
    later = AttributeError("closed")
    later.__context__ = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert "no space left" in explain(later)


def test_storage_error_of_a_step_is_found_in_what_beam_repeats() -> None:
    def fail(_: int) -> Iterator[int]:
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT), "/mnt/quota/file")

    def build(pipeline: beam.Pipeline) -> None:
        _ = pipeline | beam.Create([1]) | beam.FlatMap(fail).with_output_types(int)

    with pytest.raises(Exception, match="quota") as raised:
        execute(build, workers=1)
    assert explain(raised.value).startswith("/mnt/quota/file: the disk quota is used up")


def test_storage_error_of_a_worker_process_is_found_in_its_text() -> None:
    code = "def f():\n raise OSError(5, 'Input/output error', '/mnt/x')\nf()"
    text = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr
    assert explain(RuntimeError(text + " [while running 'Write']")).startswith("/mnt/x: the disk or the network mount")


def test_explaining_storage_errors_leaves_other_errors_as_they_are() -> None:
    with pytest.raises(NewsbeamError, match=r"^said already$"), explaining_storage_errors(PLACE):
        raise NewsbeamError("said already") from OSError(errno.EIO, os.strerror(errno.EIO))
    with pytest.raises(ValueError, match=r"^other$"), explaining_storage_errors(PLACE):
        raise ValueError("other")
