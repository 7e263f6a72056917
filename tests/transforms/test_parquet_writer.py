import os
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from apache_beam.io.filesystems import FileSystems

from schemas.rows.columns import RecordRef
from schemas.rows.failure import Failure
from transforms.parquet_writer import Part


def _rows(count: int) -> list[Failure]:
    ref = RecordRef(uri="a.html", media_type="text/html")
    return [
        Failure(failure_id=str(n), stage="read", reason="bad", error="", record=ref, failed_at=datetime.now(UTC))
        for n in range(count)
    ]


def _ids(part: Part) -> list[str]:
    return [row["failure_id"] for row in pq.read_table(part.path).to_pylist()]


def test_part_rows_and_constants_are_read_back(tmp_path: Path) -> None:
    part = Part(str(tmp_path / "a" / "b"), Failure)
    part.write(_rows(2), {"run_id": "r1"})
    part.write(_rows(1), {"run_id": "r1"})
    part.close()
    assert part.rows == 3
    assert _ids(part) == ["0", "1", "0"]
    assert {row["run_id"] for row in pq.read_table(part.path).to_pylist()} == {"r1"}


def test_part_without_rows_leaves_no_file_and_no_folder(tmp_path: Path) -> None:
    Part(str(tmp_path / "a"), Failure).close()
    assert not (tmp_path / "a").exists()


def test_part_folder_made_by_another_worker_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = FileSystems.exists

    def looked_too_early(path: str) -> bool:
        found = looked(path)
        os.makedirs(path, exist_ok=True)  # by the other worker, after this one's look
        return found

    monkeypatch.setattr(FileSystems, "exists", looked_too_early)
    part = Part(str(tmp_path / "a"), Failure)
    part.write(_rows(1))
    part.close()
    assert _ids(part) == ["0"]


def test_part_folder_that_cannot_be_made_raises(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        Part(str(tmp_path / "file" / "a"), Failure).write(_rows(1))
