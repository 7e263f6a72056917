import gzip
from collections import Counter
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from hypothesis import given
from hypothesis import strategies as st

from pipeline.inputs import expand_inputs, split_ranges
from schemas.flow.record import InputRange
from tests.data.pack import ARCHIVE, records
from tests.transforms.prepare.read.samples import PAGE, members, read, read_bytes, response, summarize
from transforms.prepare.read import html
from transforms.prepare.read.io.formats import FORMATS, XML_ROOTS, Format
from transforms.prepare.read.reader import READERS, ReadRecords, read_range
from transforms.prepare.read.xml.read import DOCUMENT_KINDS

SAMPLE_ARTICLES = Path(__file__).parents[3] / "data" / "articles"


def test_readers_cover_every_format():
    assert set(READERS) == set(FORMATS) == set(Format)


def test_xml_roots_are_the_document_kinds_of_the_reader():
    assert set(DOCUMENT_KINDS) == XML_ROOTS


def test_suffixes_belong_to_one_format_each():
    suffixes = [suffix for spec in FORMATS.values() for suffix in spec.suffixes]
    assert len(suffixes) == len(set(suffixes))


def test_read_range_json_lines_read_as_json_gives_every_line(tmp_path):
    assert summarize(read_bytes(tmp_path, "a", b'{"text": "One"}\n{"text": "Two"}\n', format="json")) == ["One", "Two"]


def test_read_range_missing_file_is_one_failure(tmp_path):
    (result,) = read_range(InputRange(uri=str(tmp_path / "gone.html"), start=0, end=5, format=""))
    assert (result.stage, result.reason, result.ref.offset) == ("read", "unreadable", 0)


def test_read_range_folder_is_one_failure(tmp_path):
    assert summarize(list(read_range(InputRange(uri=str(tmp_path), start=0, end=5, format="")))) == ["unreadable"]


def test_read_range_compression_is_detected_by_content(tmp_path):
    (tmp_path / "a.html.gz").write_bytes(PAGE)
    (tmp_path / "b.html").write_bytes(gzip.compress(PAGE))
    for name in ("a.html.gz", "b.html"):
        assert summarize(read(tmp_path / name)) == [PAGE.decode()]


def test_read_range_unexpected_error_fails_the_file_alone(tmp_path, monkeypatch):
    def fail(file):
        raise RuntimeError("unthought of")
        yield

    monkeypatch.setitem(READERS, "html", fail)
    (result,) = read_bytes(tmp_path, "a.html", PAGE)
    assert result.error == "ReadError: RuntimeError: unthought of"
    assert READERS["text"] is not html.read


@pytest.mark.parametrize("format", FORMATS)
@given(garbage=st.binary(min_size=1, max_size=200))
def test_read_range_any_bytes_in_any_format_never_raise(tmp_path_factory, format, garbage):
    results = read_bytes(tmp_path_factory.getbasetemp(), "garbage", garbage, format=format)
    assert all(result.ref.uri.endswith("garbage") for result in results)


@given(garbage=st.binary(max_size=300))
def test_read_range_any_bytes_of_detected_format_never_raise(tmp_path_factory, garbage):
    assert read_bytes(tmp_path_factory.getbasetemp(), "garbage", garbage) is not None


def text_of(record):
    return record.text or record.html.decode()


def reason_of(rejected):
    return rejected.reason


def test_read_records_separates_records_and_rejections(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(members(response(b"<html>One"), response(b"<html>Two"), response(b" ")))
    (tmp_path / "b.jsonl").write_bytes(b'{"text": "Three"}\nbad\n')
    (tmp_path / "c.txt").write_bytes(b"Four")
    ranges = [part for source in expand_inputs([str(tmp_path)]) for part in split_ranges(source, 200)]
    assert len(ranges) > 3
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        read_ = pipeline | beam.Create(ranges) | ReadRecords()
        assert_that(read_.records | "Text" >> beam.Map(text_of), equal_to(["<html>One", "<html>Two", "Three", "Four"]))
        assert_that(read_.rejected | "Reason" >> beam.Map(reason_of), equal_to(["empty", "bad_json"]), label="Rejected")


def test_read_records_without_input_has_no_output():
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        read_ = pipeline | beam.Create([], reshuffle=False) | ReadRecords()
        assert_that(read_.records, equal_to([]))
        assert_that(read_.rejected, equal_to([]), label="Rejected")


def test_sample_archive_equals_its_packed_pages():
    assert gzip.decompress(ARCHIVE.read_bytes()) == b"".join(records()), "run: python tests/data/pack.py"


def test_read_range_sample_articles_are_all_read():
    results = [
        one
        for source in expand_inputs([str(SAMPLE_ARTICLES)])
        for part in split_ranges(source, 1 << 20)
        for one in read_range(part)
    ]
    assert not [result for result in results if hasattr(result, "reason")]
    assert len(results) == 13
    per_type = Counter(result.ref.media_type for result in results)
    assert per_type == {
        "text/html": 3,
        "application/x-ndjson": 4,
        "application/warc": 3,
        "text/csv": 2,
        "text/plain": 1,
    }
    assert all(result.url or result.html or result.name for result in results)
    repeated = Counter((result.url, result.text) for result in results if result.text)
    assert max(repeated.values()) == 2


def test_read_records_of_a_range_with_offsets_are_those_alone_and_cover_nothing(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "One"}\nbroken\n{"text": "Two"}\n')
    part = InputRange(uri=str(path), start=0, end=path.stat().st_size, format="", offsets=(16, 23))
    assert [record.ref.offset for record in read_range(part)] == [16, 23]
    with TestPipeline(FnApiRunner()) as pipeline:
        read_records = pipeline | beam.Create([part]) | ReadRecords()
        counted = read_records.counts | beam.Map(lambda count: (count.start, count.end, count.records))
        assert_that(counted, equal_to([(0, 0, 2)]))
