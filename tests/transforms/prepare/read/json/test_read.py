import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.rows.failure import Rejected
from tests.transforms.prepare.read.samples import read, read_bytes, read_ranges, summarize
from transforms.prepare.read.io import input_file
from transforms.prepare.read.io.decompress import MAX_RECORD_BYTES


def line(text: str) -> bytes:
    return json.dumps({"text": text}).encode() + b"\n"


def test_read_bad_lines_fail_alone(tmp_path):
    data = (
        b"\xef\xbb\xbf" + line("one") + b"\n  \r\n" + b'{"text": "t\xff"}\n' + b"{broken\n" + b"[1]\n" + b'{"n": 1}\n'
        b'{"text": "two"}\r\n' + b"[" * 100_000 + b"\n" + b'{"text": "last"}'
    )
    results = read_bytes(tmp_path, "news.jsonl", data)
    wanted = ["one", "invalid_utf8", "bad_json", "bad_json", "no_content", "two", "bad_json", "last"]
    assert summarize(results) == wanted
    for result in results:
        place, length = result.ref.offset, result.ref.length
        assert result.payload == (data[place : place + length] if length < 65536 else None)
        assert data[place - 1 : place] in (b"", b"\n")


def test_read_truncated_last_line_is_bad_json(tmp_path):
    assert summarize(read_bytes(tmp_path, "a.jsonl", line("one") + b'{"text": "tw')) == ["one", "bad_json"]


def test_read_truncated_gzip_yields_lines_before(tmp_path):
    data = gzip.compress(b"".join(line(f"article {number * 7919 % 10007}") for number in range(5000)))
    results = read_bytes(tmp_path, "a.jsonl.gz", data[: len(data) // 2])
    assert summarize(results)[-1] == "truncated_gzip"
    assert len(results) > 1000
    assert not any(isinstance(result, Rejected) for result in results[:-1])
    last = results[-2]
    assert results[-1].ref.offset == last.ref.offset + last.ref.length


def test_read_line_over_limit_is_skipped_without_buffering(tmp_path, monkeypatch):
    monkeypatch.setattr(input_file, "MAX_RECORD_BYTES", 1000)
    data = line("one") + line("x" * 5_000_000) + line("two")
    results = read_bytes(tmp_path, "a.jsonl", data)
    assert summarize(results) == ["one", "too_large", "two"]
    assert results[1].ref.length == len(line("x" * 5_000_000))
    assert results[1].payload is None


def test_max_record_bytes_is_32_mebibytes():
    assert MAX_RECORD_BYTES == 32 * 1024 * 1024


LINES = st.lists(st.one_of(st.text(max_size=30).map(line), st.sampled_from([b"\n", b"\r\n", b"{bad\n", b"\xff\n"])))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("jsonl")


@settings(max_examples=80)
@given(LINES, st.booleans(), st.lists(st.integers(0, 400), max_size=6))
def test_read_any_ranges_equal_whole_file(folder, lines, ends, cuts):
    data = b'{"text": "first"}\n' + b"".join(lines) + (b"" if ends else b'{"text": "open"}')
    path = folder / "news.jsonl"
    path.write_bytes(data)
    cuts = [cut for cut in cuts if cut < len(data)]
    assert read_ranges(path, cuts, format="jsonl", compression="") == read(path)


@pytest.mark.parametrize("form", [{"indent": 1}, {}])
def test_read_document_array_yields_every_item(tmp_path, form):
    values = [{"text": "one", "id": 1}, {"n": 1}, 7, {"maintext": "two"}]
    results = read_bytes(tmp_path, "a.json", json.dumps(values, **form).encode())
    assert summarize(results) == ["one", "no_content", "bad_json", "two"]
    assert [result.ref.offset for result in results] == [0, 1, 2, 3]


def test_read_document_object_over_several_lines_is_one_record(tmp_path):
    data = json.dumps({"text": "one", "publish_date": "2024-11-29"}, indent=2).encode()
    (record,) = read_bytes(tmp_path, "a.json", data, format="jsonl")
    assert (record.text, record.published) == ("one", "2024-11-29")
    assert (record.ref.offset, record.ref.length) == (0, len(data))


@pytest.mark.parametrize(
    ("data", "reason"), [(b'[{"text": "one"}', "bad_json"), (b'[{"text": "\xff"}]', "invalid_utf8"), (b"[", "bad_json")]
)
def test_read_document_damaged_is_one_failure(tmp_path, data, reason):
    assert summarize(read_bytes(tmp_path, "a.json", data)) == [reason]
