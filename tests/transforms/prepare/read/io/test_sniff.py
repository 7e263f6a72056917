import bz2
import gzip

import pytest
import zstandard

from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.sniff import detect_format, is_json_document, strip_suffixes

HEADS = {
    "page": (b"<!DOCTYPE html><html>", "html"),
    "page behind white space": (b"\n\n  <HTML lang=en>", "html"),
    "page behind a warning": (b"Warning: mysql gone\n<html><body>", "html"),
    "page behind a comment": (b"<!-- cached --><html>", "html"),
    "page fragment": (b"<div><p>News</p></div>", "html"),
    "nested page": (b"<div>" * 1000, "html"),
    "XHTML": (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">', "html"),
    "page in UTF-16": ("\ufeff<html><body>".encode("utf-16-le"), "html"),
    "WARC": (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "warc"),
    "Parquet": (b"PAR1\x15\x04", "parquet"),
    "JSON lines": (b'{"id": 1, "text": "News"}\n{"id": 2}\n', "jsonl"),
    "JSON lines of pages": (b'{"html": "<!DOCTYPE html><html><body>"}\n', "jsonl"),
    "JSON lines behind a byte order mark": (b'\xef\xbb\xbf{"text": "News"}\n', "jsonl"),
    "JSON object over lines": (b'{\n  "text": "News"\n}', "json"),
    "JSON array": (b'[{"text": "News"}]', "json"),
    "table": (b"id,title,text\n1,A,B\n", "csv"),
    "table of pages": (b'url,html\nhttps://example.org,"<html><body>"\n', "csv"),
    "table with tabs": (b"url\tmaintext\nx\ty\n", "csv"),
    "table with semicolons": (b"title;date_publish;n\nx;y;1\n", "csv"),
    "text": ("date 2024-11-29 Größe and more, a text.\n".encode(), "text"),
    "text that starts with a bracket": (b"[Reuters] Shares rose.", "text"),
    "text that starts with a brace": (b"{{template}} Shares rose.", "text"),
    "text that starts with a less-than sign": (b"<3 Valentine's day", "text"),
    "text with a comma": (b"Shares, bonds and text, they said.\n", "text"),
    "text in UTF-16": ("\ufeffShares rose.".encode("utf-16-le"), "text"),
}


@pytest.mark.parametrize(("head", "format"), HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("compress", [bytes, gzip.compress, bz2.compress, zstandard.compress])
def test_detect_format_by_content(head, format, compress):
    names = {bytes: "", gzip.compress: "gzip", bz2.compress: "bzip2", zstandard.compress: "zstd"}
    assert detect_format(compress(head), "no-suffix") == (format, names[compress])


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"%PDF-1.7\n", "not_text"),
        (b"\x89PNG\r\n", "not_text"),
        (b"\xff\xd8\xff\xe0", "not_text"),
        (bytes(range(256)) * 4, "not_text"),
        (b"PK\x03\x04", "not_text"),
        (b'<?xml version="1.0"?><urlset><url>', "unknown_format"),
    ],
)
def test_detect_format_unsupported_content_gives_reason(head, reason):
    with pytest.raises(ReadError) as error:
        detect_format(head, "page.html")
    assert error.value.reason == reason


@pytest.mark.parametrize(
    ("head", "name", "format"),
    [
        (b"not json, damaged\n", "news.jsonl.gz", "jsonl"),
        (b"one\ntwo\n", "news.csv", "csv"),
        (b"Only words.", "page.htm", "html"),
        (b"<html>", "news.jsonl", "html"),
        (b'{"text": ""}', "page.html", "jsonl"),
        (b'{"title": "A", "cut": "page"}</script><div><p>News</p></div>', "page.html.gz", "html"),
        (b"repeat,text,title;color:red}</style>", "page.html", "html"),
    ],
)
def test_detect_format_name_decides_only_ambiguous_content(head, name, format):
    assert detect_format(head, name).format == format


def test_detect_format_damaged_compressed_file_uses_name():
    assert detect_format(b"\x1f\x8b\x08" + b"\xff" * 20, "a.jsonl.gz") == ("jsonl", "gzip")
    assert detect_format(gzip.compress(b""), "a.gz") == ("text", "gzip")


def test_detect_format_truncated_head_suffices():
    assert detect_format(gzip.compress(b'{"text": "News"}\n' * 100_000)[:500], "") == ("jsonl", "gzip")


@pytest.mark.parametrize(
    ("head", "document"),
    [(b"[\n", True), (b"{\r\n", True), (b'{"a": 1}\n', False), (gzip.compress(b"[]", mtime=0), True)],
)
def test_is_json_document_versus_json_lines(head, document):
    assert is_json_document(head) is document


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("a.html.gz", "a"),
        ("a.b.html", "a.b"),
        ("U.S.-vote.TXT", "U.S.-vote"),
        ("page.php", "page.php"),
        ("x.zst", "x"),
        (".html", ".html"),
        ("plain", "plain"),
    ],
)
def test_strip_suffixes_of_format_and_compression(name, bare):
    assert strip_suffixes(name) == bare


@pytest.mark.parametrize("text", [b"RIFF RAFF WAVEs to people.", b"GIF8 is a name.", b"OggS was seen in town."])
def test_detect_format_text_that_begins_with_a_name_of_a_format_is_text(text: bytes) -> None:
    assert detect_format(text, "a.txt").format == "text"


@pytest.mark.parametrize("head", [b"RIFF\x24\0\0\0WAVEfmt ", b"RIFF\x24\0\0\0WEBPVP8 ", b"GIF89a\1", b"OggS\0\2"])
def test_detect_format_sound_and_pictures_are_not_text(head: bytes) -> None:
    with pytest.raises(ReadError, match="binary"):
        detect_format(head, "a.txt")
