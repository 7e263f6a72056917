import bz2
import gzip
import zlib
from datetime import UTC, datetime
from io import BytesIO

import brotli
import pytest
import zstandard
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.rows.failure import Rejected
from tests.transforms.prepare.read.samples import (
    PAGE,
    members,
    read,
    read_bytes,
    read_ranges,
    response,
    skipped,
    summarize,
    warc_record,
)
from transforms.prepare.read import warc
from transforms.prepare.read.io.decompress import MAX_RECORD_BYTES

TEXT = PAGE.decode()


def page(number: int) -> bytes:
    return b"<html><p>Article %d</p></html>" % number


def test_read_record_metadata(tmp_path):
    headers = "Last-Modified: Fri, 29 Nov 2024 10:00:00 GMT\r\n"
    data = response(number=7, headers=headers, content_type='text/html; charset="ISO-8859-1"')
    before = members(response(page(1)))
    first, record = read_bytes(tmp_path, "a.warc.gz", before + members(data))
    assert first.html == page(1)
    assert (record.html, record.charset, record.name) == (PAGE, "iso-8859-1", None)
    assert record.record_id == "<urn:uuid:00000000-0000-0000-0000-000000000007>"
    assert record.url == "https://news.example.org/7"
    assert record.http_date == "Fri, 29 Nov 2024 10:00:00 GMT"
    assert record.crawled_at == datetime(2024, 11, 29, 12, 0, 1, tzinfo=UTC)
    assert (record.ref.offset, record.ref.length) == (len(before), len(members(data)))
    assert record.ref.media_type == "application/warc"
    assert record.payload + b"\r\n\r\n" == data


def test_read_archive_written_by_fastwarc(tmp_path):
    out = BytesIO()
    record = WarcRecord()
    record.init_headers(WarcRecordType.response, b"urn:uuid:11111111-1111-1111-1111-111111111111")
    record.headers["WARC-Target-URI"] = "<https://news.example.org/a>"
    record.is_http = True
    record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)
    record.write(out)
    (read_back,) = read_bytes(tmp_path, "a.warc", out.getvalue())
    assert read_back.html == PAGE
    assert read_back.url == "https://news.example.org/a"


@pytest.mark.parametrize(
    ("record", "is_article"),
    [
        (response(), True),
        (response(content_type="application/xhtml+xml"), True),
        (response(content_type=None), True),
        (response(content_type="text/plain"), True),
        (response(status="203 Non-Authoritative Information"), True),
        (response(content_type="application/pdf"), False),
        (response(b"%PDF-1.7", content_type=None), False),
        (response(content_type="image/png"), False),
        (response(status="404 Not Found"), False),
        (response(status="301 Moved Permanently", headers="Location: /b\r\n"), False),
        (response(status="304 Not Modified"), False),
        (warc_record(b"GET / HTTP/1.1\r\n\r\n", kind="request"), False),
        (warc_record(b"software: x\r\n", kind="warcinfo", media_type="application/warc-fields"), False),
        (warc_record(PAGE, kind="resource", media_type="text/html"), False),
        (warc_record(b"x", kind="metadata", media_type="application/warc-fields"), False),
        (warc_record(b"news.example.org. 300 IN A 192.0.2.1", media_type="text/dns"), False),
        (warc_record(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", kind="revisit"), False),
    ],
)
def test_read_counts_only_successful_pages(tmp_path, record, is_article):
    data = members(record, response(page(2)))
    assert summarize(read_bytes(tmp_path, "a.warc.gz", data)) == [TEXT] * is_article + [page(2).decode()]


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:10], body[10:])) + b"0\r\n\r\n"


def raw_deflate(data: bytes) -> bytes:
    encoder = zlib.compressobj(wbits=-15)
    return encoder.compress(data) + encoder.flush()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Encoding: gzip\r\n", gzip.compress(PAGE, mtime=0)),
        ("Content-Encoding: deflate\r\n", zlib.compress(PAGE)),
        ("Content-Encoding: br\r\n", brotli.compress(PAGE)),
        ("Content-Encoding: zstd\r\n", zstandard.compress(PAGE)),
        ("Transfer-Encoding: chunked\r\n", chunked(PAGE)),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", chunked(gzip.compress(PAGE, mtime=0))),
        ("X-Crawler-Content-Encoding: gzip\r\n", PAGE),
        ("Content-Encoding: gzip\r\n", PAGE),  # decoded by the crawler, header kept
        ("Transfer-Encoding: chunked\r\n", PAGE),
        ("Content-Encoding: x-gzip\r\n", gzip.compress(PAGE, mtime=0)),
        ("Content-Encoding: X-GZIP\r\n", gzip.compress(PAGE, mtime=0)),
        ("content-encoding:gzip\r\n", gzip.compress(PAGE, mtime=0)),
        ("Content-Encoding: deflate\r\n", raw_deflate(PAGE)),
        ("Content-Encoding: gzip\r\n", zlib.compress(PAGE)),  # the header names another encoding
        ("Content-Encoding: deflate\r\n", gzip.compress(PAGE, mtime=0)),
        ("Content-Encoding: gzip, gzip\r\n", gzip.compress(gzip.compress(PAGE, mtime=0), mtime=0)),
        ("Content-Encoding: gzip\r\nContent-Encoding: br\r\n", brotli.compress(gzip.compress(PAGE, mtime=0))),
        ("Content-Encoding: identity\r\n", PAGE),
        ("Content-Encoding: utf-8\r\n", PAGE),
        ("Transfer-Encoding: gzip, chunked\r\n", chunked(gzip.compress(PAGE, mtime=0))),
        ("", gzip.compress(PAGE, mtime=0)),
        ("", gzip.compress(gzip.compress(PAGE, mtime=0), mtime=0)),
        ("", zlib.compress(PAGE)),
        ("", zstandard.compress(PAGE)),
        ("Content-Encoding: gzip\r\n", gzip.compress(PAGE[:20], mtime=0) + gzip.compress(PAGE[20:], mtime=0)),
        ("Content-Encoding: gzip\r\n", gzip.compress(PAGE, mtime=0) + b"\r\n"),
    ],
)
def test_read_decodes_http_encodings(tmp_path, headers, body):
    assert summarize(read_bytes(tmp_path, "a.warc", response(body, headers=headers))) == [TEXT]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (response(gzip.compress(bytes(60_000_000), mtime=0), headers="Content-Encoding: gzip\r\n"), "too_large"),
        (response(gzip.compress(bytes(6_000_000), mtime=0), headers="Content-Encoding: gzip\r\n"), "too_large"),
        (response(PAGE + b" " * MAX_RECORD_BYTES), "too_large"),
        (response(b"\xff" * 50, headers="Content-Encoding: gzip\r\n"), "bad_compression"),
        (response(gzip.compress(PAGE, mtime=0)[:-12], headers="Content-Encoding: gzip\r\n"), "truncated_gzip"),
        (response(zlib.compress(bytes(60_000_000)), headers="Content-Encoding: deflate\r\n"), "too_large"),
        (response(brotli.compress(bytes(60_000_000)), headers="Content-Encoding: br\r\n"), "too_large"),
        (response(gzip.compress(bytes(60_000_000), mtime=0)), "too_large"),
        (response(b"  \n"), "empty"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "bad_warc"),
        (b"no WARC at all\n" * 5, "bad_warc"),
        (response()[:-40], "bad_warc"),
    ],
)
@pytest.mark.parametrize("compressed", [True, False])
def test_read_bad_record_fails_alone(tmp_path, record, reason, compressed):
    if record.startswith(b"WARC") and len(record) > MAX_RECORD_BYTES and compressed:
        record = response(PAGE + bytes(range(256)) * (MAX_RECORD_BYTES // 256))  # not a bomb, only large
    parts = [response(page(1)), record, response(page(2))]
    data = members(*parts) if compressed else b"".join(parts)
    results = read_bytes(tmp_path, "a.warc", data)
    wanted = ["<html><p>Article 1</p></html>", reason, "<html><p>Article 2</p></html>"]
    if reason == "bad_warc" and not compressed and record.startswith(b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Rec"):
        del wanted[1]  # the truncated record continues into the next one, and is still a page
        assert summarize(results)[0] == wanted[0]
        return
    assert summarize(results) == wanted
    assert len({result.ref.offset for result in results}) == 3


def test_read_decompression_bomb_fails_alone(tmp_path):
    bomb = gzip.compress(response(PAGE + bytes(20_000_000)))
    data = members(response(page(1))) + bomb + members(response(page(2)))
    assert summarize(read_bytes(tmp_path, "a.warc.gz", data)) == [page(1).decode(), "too_large", page(2).decode()]


def test_read_large_non_page_is_skipped(tmp_path):
    video = response(bytes(MAX_RECORD_BYTES + 10), content_type="video/mp4")
    assert summarize(read_bytes(tmp_path, "a.warc", video + response(page(1)))) == [page(1).decode()]


def test_read_truncated_archive_yields_records_before(tmp_path):
    data = members(*(response(page(number), number=number) for number in range(5)))
    whole = summarize(read_bytes(tmp_path, "a.warc.gz", data))
    for cut in (1, 5, 9, 100):
        assert summarize(read_bytes(tmp_path, "a.warc.gz", data[:-cut])) == [*whole[:4], "truncated_gzip"]
    plain = b"".join(response(page(number), number=number) for number in range(5))
    assert summarize(read_bytes(tmp_path, "a.warc", plain[:-30])) == [*whole[:4], "bad_warc"]


def test_read_bad_checksum_fails_its_record(tmp_path):
    parts = [members(response(page(number), number=number)) for number in range(3)]
    parts[1] = parts[1][:-8] + b"\0\0\0\0" + parts[1][-4:]
    results = read_bytes(tmp_path, "a.warc.gz", b"".join(parts))
    assert summarize(results) == [page(0).decode(), "bad_compression", page(2).decode()]
    assert results[1].ref.offset == len(parts[0])


def test_read_single_member_file_has_decompressed_offsets(tmp_path):
    parts = [response(page(number), number=number) for number in range(3)]
    results = read_bytes(tmp_path, "a.warc.gz", gzip.compress(b"".join(parts)))
    assert summarize(results) == [page(number).decode() for number in range(3)]
    assert [result.ref.offset for result in results] == [0, len(parts[0]), len(parts[0]) * 2]
    for compress in (bz2.compress, zstandard.compress):
        again = read_bytes(tmp_path, "a.warc.gz", compress(b"".join(parts)))
        assert [one.ref for one in again] == [one.ref for one in results]


def test_read_wrong_length_does_not_skip_later_records(tmp_path):
    bad = response(page(1)).replace(b"Content-Length: ", b"Content-Length: 99")
    results = read_bytes(tmp_path, "a.warc", response(page(0)) + bad + response(page(2)))
    assert summarize(results) == [page(0).decode(), "bad_warc", page(2).decode()]


RECORDS = st.lists(
    st.one_of(
        st.integers(0, 99).map(lambda number: response(page(number), number=number)),
        st.just(warc_record(b"GET / HTTP/1.1\r\n\r\n", kind="request")),
        st.just(response(status="404 Not Found")),
        st.binary(max_size=300).map(lambda body: response(b"<html>" + body)),
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("warc")


@settings(max_examples=80)
@given(RECORDS, st.lists(st.floats(0, 1), max_size=6), st.booleans())
def test_read_any_ranges_equal_whole_file(folder, records, cuts, compressed):
    data = members(*records) if compressed else b"".join(records)
    path = folder / "a.warc"
    path.write_bytes(data)
    whole = read(path)
    assert not any(isinstance(result, Rejected) and result.reason != "empty" for result in whole)
    places = [int(cut * len(data)) for cut in cuts]
    assert read_ranges(path, places, format="warc", compression="gzip" if compressed else "") == whole


@settings(max_examples=80)
@given(RECORDS, st.lists(st.floats(0, 1), max_size=4), st.floats(0, 1), st.binary(min_size=1, max_size=40))
def test_read_any_ranges_of_damaged_file_equal_whole_file(folder, records, cuts, where, damage):
    data = bytearray(members(*records))
    place = int(where * (len(data) - 1))
    data[place : place + len(damage)] = damage
    if data[:3] != b"\x1f\x8b\x08":
        return  # no longer a gzip file
    path = folder / "b.warc.gz"
    path.write_bytes(data)
    places = [int(cut * len(data)) for cut in cuts]
    assert read_ranges(path, places, format="warc", compression="gzip") == read(path, format="warc")


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 30))
def test_read_inserted_garbage_never_raises(folder, garbage, place, length):
    record = bytearray(response(headers="Content-Encoding: gzip\r\n"))
    record[place : place + length] = garbage
    (folder / "c.warc").write_bytes(bytes(record))
    read(folder / "c.warc", format="warc")


def test_read_oversized_headers_are_rejected(tmp_path):
    endless = b"WARC/1.0\r\n" + b"X-Header: value\r\n" * 10_000
    results = read_bytes(tmp_path, "a.warc", endless + response(page(1)))
    assert summarize(results) == ["bad_warc", page(1).decode()]
    assert results[1].ref.media_type == warc.MEDIA_TYPE


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html, text/html; charset=utf-8",
        "text/html; charset=utf-8, text/html",
        "text/html;charset=utf-8",
        "TEXT/HTML ; Charset=UTF-8",
        '"text/html"; charset="utf-8"',
        "text/plain, text/html; charset=utf-8",
        "text/html; charset=latin-1\r\nContent-Type: text/html; charset=utf-8",
        "text/html;\r\n charset=utf-8",
    ],
)
def test_read_content_type_in_any_form(tmp_path, content_type):
    (record,) = read_bytes(tmp_path, "a.warc", response(content_type=content_type))
    assert (record.html, record.charset) in [(PAGE, "utf-8"), (PAGE, None)]
    assert "charset" not in content_type.lower() or record.charset == "utf-8"


@pytest.mark.parametrize("headers", ["", "Content-Encoding: gzip\r\n", "Transfer-Encoding: chunked\r\nX-A: b\r\n"])
@pytest.mark.parametrize("whole", [True, False])
def test_read_lines_of_headers_end_with_lf_alone(tmp_path, headers, whole):
    body = gzip.compress(PAGE, mtime=0) if "gzip" in headers else chunked(PAGE) if "chunked" in headers else PAGE
    http = f"HTTP/1.0 200 OK\nContent-Type: text/html\n{headers}\n".replace("\r\n", "\n").encode() + body
    data = warc_record(http, number=3)
    if whole:
        header, _, content = data.partition(b"\r\n\r\n")
        data = header.replace(b"\r\n", b"\n") + b"\n\n" + content
    first, second = read_bytes(tmp_path, "a.warc", data + response(page(1)))
    assert (first.html, second.html) == (PAGE, page(1))
    assert first.url == "https://news.example.org/3"
    assert first.crawled_at == datetime(2024, 11, 29, 12, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\nBT (The mayor said) Tj ET",
        b"\r\n%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"PK\x03\x04\x14\0\0\0\x08\0 word/document.xml <p>",
        b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"ID3\x04\0\0\0\0\0\x23TSSE",
        b"\x1aE\xdf\xa3\x9fB\x86\x81\x01webm",
        b"some format \0\1\2\3 without a signature" * 9,
    ],
)
@pytest.mark.parametrize("compressed", [True, False])
def test_read_other_files_declared_to_be_pages_are_not_text(tmp_path, body, compressed):
    headers = "Content-Encoding: gzip\r\n" if compressed else ""
    data = response(gzip.compress(body, mtime=0) if compressed else body, headers=headers)
    assert summarize(read_bytes(tmp_path, "a.warc", data + response(page(1)))) == ["not_text", page(1).decode()]


@pytest.mark.parametrize(
    "body",
    [
        "<html><p>naïve</p></html>".encode("utf-16"),
        "<html><p>plain</p></html>".encode("utf-16-le"),
        b"<html><p>a zero \0 byte</p></html>",
        b"\x0c\x01\x02<!DOCTYPE html><p>rubbish before</p>",
    ],
)
def test_read_pages_with_zero_bytes_are_pages(tmp_path, body):
    (record,) = read_bytes(tmp_path, "a.warc", response(body))
    assert record.html == body


def test_read_counts_what_is_skipped_by_reason(tmp_path):
    records = [
        response(page(1)),
        warc_record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        warc_record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        warc_record(b"x", kind="metadata"),
        warc_record(b"", kind="warcinfo"),
        warc_record(b"HTTP/1.1 200 OK\r\n\r\n", kind="revisit"),
        warc_record(PAGE, kind="resource", media_type="text/html"),
        warc_record(b"x", kind="novelty"),
        warc_record(b"news.example.org. 300 IN A 192.0.2.1", media_type="text/dns"),
        warc_record(b""),
        response(status="301 Moved Permanently"),
        response(status="404 Not Found"),
        response(status="503 Service Unavailable"),
        response(b"%PDF-1.7", content_type="application/pdf"),
        response(b"no markup", content_type="text/plain"),
        response(b"%PDF-1.7"),
    ]
    (tmp_path / "a.warc.gz").write_bytes(members(*records))
    (tmp_path / "a.warc").write_bytes(b"".join(records))
    wanted = {
        "request": 2, "metadata": 1, "warcinfo": 1, "revisit": 1, "resource": 1, "other_type": 1, "not_http": 2,
        "http_3xx": 1, "http_4xx": 1, "http_5xx": 1, "other_media_type": 1, "no_markup": 1,
    }  # fmt: skip
    for name in ("a.warc", "a.warc.gz"):
        assert skipped(tmp_path / name) == wanted
        assert summarize(read(tmp_path / name)) == [page(1).decode(), "not_text"]
        assert sum(wanted.values()) + 2 == len(records)


@pytest.mark.parametrize(
    "start", [b"\r\nHTTP/1.1 200 OK", b"\n\nHTTP/1.1 200", b"http/1.1 200 ok"], ids=["crlf", "lf", "lower case"]
)
def test_read_status_line_in_any_form(tmp_path, start):
    record = warc_record(start + b"\r\nContent-Type: text/html\r\n\r\n" + PAGE)
    assert summarize(read_bytes(tmp_path, "a.warc", record)) == [PAGE.decode()]


@pytest.mark.parametrize(
    ("body", "headers", "cut"),
    [
        (gzip.compress(b"tar " * 9000 + bytes(range(256)) * 99)[:-9], "", 0),
        (gzip.compress(bytes(range(256)) * 99)[:-9], "Content-Encoding: gzip\r\n", 0),
        (gzip.compress(bytes(30_000_000)), "", 0),
        (bytes(range(256)) * 99, "", 50),
    ],
    ids=["cut archive", "cut body", "bomb", "cut record"],
)
def test_read_download_of_generic_type_that_is_damaged_is_skipped(tmp_path, body, headers, cut):
    data = response(body, content_type="application/octet-stream", headers=headers)
    (tmp_path / "a.warc").write_bytes(data[: len(data) - cut])
    assert read(tmp_path / "a.warc") == []
    assert skipped(tmp_path / "a.warc") == {"no_markup": 1}


def test_read_page_of_generic_type_that_is_damaged_is_rejected(tmp_path):
    data = response(gzip.compress(PAGE * 999)[:-9], content_type="application/octet-stream")
    assert summarize(read_bytes(tmp_path, "a.warc", data)) == ["truncated_gzip"]
