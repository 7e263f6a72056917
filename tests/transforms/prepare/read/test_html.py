import gzip
import tracemalloc

import pytest

from tests.transforms.prepare.read.samples import PAGE, read, read_bytes, summarize


def test_read_file_is_one_page(tmp_path):
    (record,) = read_bytes(tmp_path, "ferry.html.gz", gzip.compress(PAGE))
    assert (record.html, record.text, record.charset) == (PAGE, None, None)
    assert (record.name, record.record_id, record.url) == ("ferry", None, None)
    assert (record.ref.offset, record.ref.length, record.ref.media_type) == (0, len(PAGE), "text/html")
    assert record.payload == PAGE


def test_read_bytes_are_not_decoded(tmp_path):
    page = b"<html><meta charset=latin1><p>caf\xe9</p></html>"
    assert read_bytes(tmp_path, "a.html", page)[0].html == page


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(PAGE * 500, mtime=0)[:-20], "truncated_gzip"),
        (gzip.compress(PAGE, mtime=0)[:5], "truncated_gzip"),
        (gzip.compress(b"", mtime=0), "empty"),
        (gzip.compress(PAGE, mtime=0)[:-8] + b"\0" * 8, "bad_compression"),
        (gzip.compress(PAGE + bytes(20_000_000), mtime=0), "too_large"),
        (b"", "empty"),
        (b"\0" * 1000, "not_text"),
    ],
)
def test_read_unreadable_page_gives_reason(tmp_path, data, reason):
    assert summarize(read_bytes(tmp_path, "a.html", data)) == [reason]


def test_read_page_over_limit_is_not_buffered(tmp_path):
    path = tmp_path / "huge.html"
    with path.open("wb") as file:
        file.write(PAGE)
        file.truncate(60_000_000)
    tracemalloc.start()
    assert summarize(read(path)) == ["too_large"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40_000_000


def test_read_large_page_has_no_payload(tmp_path):
    (record,) = read_bytes(tmp_path, "a.html", PAGE + b" " * 70_000)
    assert record.payload is None
    assert len(record.html) == len(PAGE) + 70_000


@pytest.mark.parametrize("data", [b"%PDF-1.4 x", b"\x89PNG\r\n\x1a\n\0", b"PK\x03\x04 x", b"\0\0\0\x18ftypmp42\0"])
def test_read_other_file_named_html_is_not_text(tmp_path, data):
    for format in (None, "html"):
        assert summarize(read_bytes(tmp_path, "a.html", data, format=format)) == ["not_text"]


def test_read_cut_page_with_a_zero_byte_is_a_page(tmp_path):
    page = b"d was closed.</p><p>The mayor \0 said so.</p>"
    (record,) = read_bytes(tmp_path, "a.html", page)
    assert record.html == page
