from pathlib import Path

import pytest

from pipeline.errors import NewsbeamError
from pipeline.feeds.message_files import MessageFiles, line_of


def test_message_files_batch_is_pending_until_finished(tmp_path: Path) -> None:
    kept = MessageFiles(str(tmp_path))
    batch = kept.add(["1", "2", "3"], [b'{"a":\n 1}', b"{}"], ["gs://b/o"], 5.0)
    assert Path(batch.file).read_bytes() == b'{"a":  1}\n{}\n'
    assert batch.size == 13
    assert MessageFiles(str(tmp_path)).pending() == [batch]
    assert kept.newest_ids(10) == []
    kept.finish(batch)
    assert kept.pending() == []
    assert kept.newest_ids(10) == ["1", "2", "3"]


def test_message_files_in_moved_folder_are_found_there(tmp_path: Path) -> None:
    batch = MessageFiles(str(tmp_path / "old")).add(["1"], [b"{}"], [], 0.0)
    (tmp_path / "old").rename(tmp_path / "new")
    (found,) = MessageFiles(str(tmp_path / "new")).pending()
    assert found.file == batch.file.replace("old", "new")


def test_message_files_ids_of_old_batches_are_deleted(tmp_path: Path) -> None:
    kept = MessageFiles(str(tmp_path))
    for number in range(5):
        kept.finish(kept.add([str(number)], [b"{}"], [], 0.0))
    newest = kept.newest_ids(2)
    assert len(newest) == 2
    assert sorted(kept.newest_ids(10)) == sorted(newest)
    assert len(list(tmp_path.glob("*/*.jsonl"))) == 5  # rows are traced back to them


def test_message_files_folder_that_cannot_be_written_is_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NewsbeamError):
        MessageFiles(str(tmp_path / "file")).add(["1"], [b"{}"], [], 0.0)


@pytest.mark.parametrize(
    ("message", "line"), [(b'{\r\n"a": 1\n}\n', b'{  "a": 1 }'), (b"", b"null"), (b"\n", b"null"), (b"\xff{", b"\xff{")]
)
def test_line_of_message_is_one_line(message: bytes, line: bytes) -> None:
    assert line_of(message) == line
