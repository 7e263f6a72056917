import gzip
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.rows.failure import Rejected
from tests.transforms.prepare.read.samples import read, read_bytes, read_ranges, summarize, whole_range
from transforms.prepare.read.io import input_file
from transforms.prepare.read.io.decompress import MAX_RECORD_BYTES, Stream
from transforms.prepare.read.json import array
from transforms.prepare.read.reader import read_range


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
    data = json.dumps(values, **form).encode()
    results = read_bytes(tmp_path, "a.json", data)
    assert summarize(results) == ["one", "no_content", "bad_json", "two"]
    for result, value in zip(results, values, strict=True):
        assert json.loads(data[result.ref.offset :][: result.ref.length]) == value
        assert json.loads(result.payload) == value


def test_read_document_object_over_several_lines_is_one_record(tmp_path):
    data = json.dumps({"text": "one", "publish_date": "2024-11-29"}, indent=2).encode()
    (record,) = read_bytes(tmp_path, "a.json", data, format="jsonl")
    assert (record.text, record.published) == ("one", "2024-11-29")
    assert (record.ref.offset, record.ref.length) == (0, len(data))


@pytest.mark.parametrize(
    ("data", "results"),
    [
        (b'[{"text": "one"}', ["one", "bad_json"]),
        (b'[{"text": "one"}, {"text": "tw', ["one", "bad_json"]),
        (b'[{"text": "one"}, {"text": "two"}', ["one", "two", "bad_json"]),
        (b'[{"text": "one"}] and more', ["one", "bad_json"]),
        (b'[{"text": "one"}]\n\0', ["one", "bad_json"]),
        (b'[{"text": "one"}, ]', ["one"]),
        (b'[{"text": "one"}, , {"text": "two"}]', ["one", "bad_json", "two"]),
        (b'[{"text": "one"}}, {"text": "two"}]', ["bad_json", "two"]),
        (b'[{"text": "one" "two"}, {"text": "two"}]', ["bad_json", "two"]),
        (b'[{"text": "\xff"}, {"text": "two"}]', ["invalid_utf8", "two"]),
        (b'[{"text": "a \\" ] } , \\\\"}, {"text": ["b", "c"]}]', ['a " ] } , \\', "b\n\nc"]),
        (b'\xef\xbb\xbf [{"text": "one"}]', ["one"]),
        (b"[]", []),
        (b"[", ["bad_json"]),
        (b'{"text": "\xff",\n', ["invalid_utf8"]),
        ('{\n"text": "one"}'.encode("utf-16"), ["one"]),
    ],
)
def test_read_document_damage_costs_one_failure(tmp_path, data, results):
    assert summarize(read_bytes(tmp_path, "a.json", data, format="json")) == results


def test_read_document_array_larger_than_a_record_yields_every_item(tmp_path):
    record = {"title": "Ferry", "text": 'A "ferry" sank, [twice]. ' * 200}
    with (tmp_path / "a.json").open("w") as file:
        file.write("[\n")
        for number in range(7500):
            file.write(("," if number else "") + json.dumps(record | {"id": number}))
        file.write("]\n")
    assert (tmp_path / "a.json").stat().st_size > 36 * 2**20 > MAX_RECORD_BYTES
    tracemalloc.start()
    results = 0
    for results, result in enumerate(read_range(whole_range(tmp_path / "a.json")), 1):
        assert (result.record_id, result.text) == (str(results - 1), record["text"])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert results == 7500
    assert peak < 4 * 2**20


def test_read_document_array_item_over_limit_fails_alone(tmp_path):
    items = [{"text": "one"}, {"text": "x" * (MAX_RECORD_BYTES + 1)}, {"text": "two"}]
    results = read_bytes(tmp_path, "a.json", json.dumps(items).encode())
    assert summarize(results) == ["one", "too_large", "two"]
    assert results[1].ref.length == len(json.dumps(items[1])) + 1
    assert results[1].payload is None


def test_read_document_truncated_gzip_yields_items_before(tmp_path):
    data = gzip.compress(json.dumps([{"text": f"article {n * 7919 % 10007}"} for n in range(5000)]).encode())
    results = summarize(read_bytes(tmp_path, "a.json.gz", data[: len(data) // 2]))
    assert results[-1] == "truncated_gzip"
    assert len(results) > 1000


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(st.lists(VALUES), st.booleans(), st.sampled_from([None, 2]), st.integers(1, 9))
def test_split_array_any_array_gives_its_elements(values, ascii, indent, size):
    data = json.dumps(values, ensure_ascii=ascii, indent=indent).encode("utf-8", "surrogatepass")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(array, "CHUNK_BYTES", size)
        lines = list(array.split_array(Stream(iter([data]))))
    assert [json.loads(line.data) for line in lines] == values
    assert [data[line.offset :][: line.length] for line in lines] == [line.data for line in lines]


@given(st.binary(max_size=60), st.integers(1, 9))
def test_split_array_any_bytes_are_all_in_an_element_or_an_error(garbage, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(array, "CHUNK_BYTES", size)
        lines = list(array.split_array(Stream(iter([b"[" + garbage]))))
    assert lines or not garbage.strip(b" \t\r\n],\x0b\x0c")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_read_array_in_utf16_is_refused_with_what_to_do(tmp_path, encoding):
    document = json.dumps([{"text": "A ferry sank."}, {"text": "It was raised."}], indent=1)
    (result,) = read_bytes(tmp_path, "a.json", document.encode(encoding), format="json")
    assert isinstance(result, Rejected)
    assert result.reason == "invalid_utf8"
    assert "save the file as UTF-8" in result.error
