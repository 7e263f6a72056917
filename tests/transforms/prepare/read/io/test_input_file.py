import errno
from io import BytesIO

import pytest
from apache_beam.io.filesystems import FileSystems

from schemas.flow.record import InputRange
from transforms.prepare.read.io.decompress import ReadError, Stream
from transforms.prepare.read.io.input_file import InputFile, open_file, read_lines, rejected_record, skip_line
from transforms.prepare.read.reader import read_range


def test_read_lines_stops_at_end():
    stream = Stream(iter([b"one\ntw", b"o\nthree"]))
    assert [(line.offset, line.data) for line in read_lines(stream, end=5)] == [(0, b"one\n"), (4, b"two\n")]
    assert [line.data for line in read_lines(stream)] == [b"three"]


def test_read_lines_read_error_ends_lines():
    def chunks():
        yield b"one\ntw"
        raise ReadError("bad_compression", "damage")

    first, broken = read_lines(Stream(chunks()))
    assert first.data == b"one\n"
    assert (broken.offset, broken.data, broken.error.reason) == (4, None, "bad_compression")


def test_skip_line_of_any_length():
    stream = Stream(iter([b"x" * 3_000_000, b"\nnext"]))
    assert skip_line(stream) == 3_000_001
    assert stream.read() == b"next"


def test_open_file_missing_is_unreadable(tmp_path):
    with pytest.raises(ReadError) as error, open_file(str(tmp_path / "missing")):
        pass
    assert error.value.reason == "unreadable"


def test_read_all_failing_read_is_unreadable():
    class Broken(BytesIO):
        def read(self, size=-1):
            raise OSError("disk")

    with pytest.raises(ReadError) as error:
        InputFile(uri="a.html", raw=Broken(), end=5).read_all()
    assert error.value.reason == "unreadable"


def test_reading_without_file_handles_ends_the_run(tmp_path, monkeypatch):
    class Broken(BytesIO):
        def read(self, size=-1):
            raise OSError(errno.ESTALE, "Stale file handle")

    def refuse(*_, **__):
        raise OSError(errno.EMFILE, "Too many open files")

    with pytest.raises(OSError, match="Stale"):
        InputFile(uri="a.html", raw=Broken(), end=5).read_all()
    (tmp_path / "a.html").write_text("<p>Rain fell.</p>")
    monkeypatch.setattr(FileSystems, "open", refuse)
    with pytest.raises(OSError, match="Too many open files"):
        list(read_range(InputRange(uri=str(tmp_path / "a.html"), start=0, end=5, format="")))


def test_failure_payload_large_record_is_dropped():
    file = InputFile(uri="news/a.html", raw=BytesIO(), end=0)
    ref = file.record_ref(0, 1, "text/html")
    assert rejected_record(ReadError("empty", "x"), ref, b"x" * 65_536).payload == b"x" * 65_536
    assert rejected_record(ReadError("empty", "x"), ref, b"x" * 65_537).payload is None
    assert file.file_name == "a.html"
