from io import BytesIO

import pytest

from transforms.prepare.read.io.decompress import ReadError, Stream
from transforms.prepare.read.io.input_file import Opened, lines, open_file, rejected, skip_line


def test_lines_that_start_before_the_end():
    stream = Stream(iter([b"one\ntw", b"o\nthree"]))
    assert [(line.offset, line.data) for line in lines(stream, end=5)] == [(0, b"one\n"), (4, b"two\n")]
    assert [line.data for line in lines(stream)] == [b"three"]


def test_a_stream_that_breaks_ends_with_the_line_that_broke():
    def chunks():
        yield b"one\ntw"
        raise ReadError("bad_compression", "damage")

    first, broken = lines(Stream(chunks()))
    assert first.data == b"one\n"
    assert (broken.offset, broken.data, broken.error.reason) == (4, None, "bad_compression")


def test_a_line_is_skipped_whatever_its_length():
    stream = Stream(iter([b"x" * 3_000_000, b"\nnext"]))
    assert skip_line(stream) == 3_000_001
    assert stream.read() == b"next"


def test_a_missing_file_is_unreadable(tmp_path):
    with pytest.raises(ReadError) as error, open_file(str(tmp_path / "missing")):
        pass
    assert error.value.reason == "unreadable"


def test_a_read_that_fails_is_unreadable():
    class Broken(BytesIO):
        def read(self, size=-1):
            raise OSError("disk")

    with pytest.raises(ReadError) as error:
        Opened(uri="a.html", raw=Broken(), end=5).whole()
    assert error.value.reason == "unreadable"


def test_a_large_record_is_not_kept_with_its_failure():
    file = Opened(uri="news/a.html", raw=BytesIO(), end=0)
    ref = file.ref(0, 1, "text/html")
    assert rejected(ReadError("empty", "x"), ref, b"x" * 65_536).payload == b"x" * 65_536
    assert rejected(ReadError("empty", "x"), ref, b"x" * 65_537).payload is None
    assert file.file_name == "a.html"
