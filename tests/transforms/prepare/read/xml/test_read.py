"""Damaged or malicious XML fails alone; samples of every kind are read completely."""

import gzip
import time
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.flow.record import PAYLOAD_LIMIT, RawRecord
from schemas.rows.failure import Rejected
from tests.transforms.prepare.read.samples import read, read_bytes, summarize
from transforms.prepare.read.io.sniff import detect_format
from transforms.prepare.read.xml import read as xml

DATA = Path(__file__).parents[4] / "data"
SAMPLES = [*sorted((DATA / "feeds").glob("*.[xr]*")), *sorted((DATA / "agencies").glob("*.xml"))]
TEXT = "The river rose by two metres on Friday."


def feed(
    *items: str, start: str = "<rss version='2.0'><channel><title>Courier</title>", end: str = "</channel></rss>"
) -> bytes:
    return f"{start}{''.join(items)}{end}".encode()


def item(text: str = TEXT, *, more: str = "") -> str:
    return f"<item><title>T</title><description>{text}</description>{more}</item>"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("compress", [bytes, gzip.compress, zstandard.compress])
def test_detect_format_samples_in_any_compression_are_xml(path, compress, tmp_path):
    data = path.read_bytes()
    assert detect_format(compress(data), "no-suffix").format == "xml"
    found = read_bytes(tmp_path, "no-suffix", compress(data))
    assert summarize(found) == summarize(read(path))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_read_twice_gives_equal_records_and_locations(path):
    first, second = read(path), read(path)
    assert first == second
    places = [result.ref.offset for result in first]
    assert sorted(set(places)) == places
    assert all(result.payload for result in first)


@pytest.mark.parametrize(
    ("start", "format"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- made by hand -->\n<rss version='2.0'>", "xml"),
        (b"<?xml version='1.0'?><?xml-stylesheet href='a.css'?><feed xmlns='http://www.w3.org/2005/Atom'>", "xml"),
        (b"<rdf:RDF xmlns:rdf='x'>", "xml"),
        (b"<!DOCTYPE nitf PUBLIC '-//IPTC//DTD NITF 3.6//EN' 'nitf-3-6.dtd'>\n<nitf>", "xml"),
        (b"<newsItem guid='a'>", "xml"),
        ("\ufeff<?xml version='1.0' encoding='utf-16'?><rss>".encode("utf-16-le"), "xml"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head>", "html"),
        (b"<!-- <rss> --><html><head>", "html"),
        (b"<!DOCTYPE html><rss>", "xml"),
        (b"<rssx><p>a</p>", "html"),
    ],
)
def test_detect_format_depends_on_root_element(start, format):
    assert detect_format(start, "x").format == format


def test_detect_format_endless_prolog_is_fast():
    start = time.process_time()
    for head in (b"<?a?>" * 12_000, b"<!-- a -->" * 6_000, b"<!DOCTYPE a [" + b"]" * 60_000, b" " * 60_000 + b"<"):
        xml.XML_PROLOG.match(head.decode())
    assert time.process_time() - start < 1


def test_read_common_damage_is_repaired(tmp_path):
    items = (
        item("Rain &amp; wind, Tom & Ann said&nbsp;so &eacute; on Friday; see ?a=1&b=2 here.")
        + item("<![CDATA[It rained & poured&nbsp;on <b>Friday</b>, they said.]]>", more="<link><![CDATA[https://example.org/?a=1&b=2]]></link>")
        + item("A\x01 control character was in the text\x0b of Friday.")
    )  # fmt: skip
    plain, marked, control = read_bytes(tmp_path, "a.xml", feed(items))
    assert plain.text == "Rain & wind, Tom & Ann said\xa0so é on Friday; see ?a=1&b=2 here."
    assert marked.html == b"It rained & poured&nbsp;on <b>Friday</b>, they said."
    assert marked.url == "https://example.org/?a=1&b=2"
    assert control.text == "A control character was in the text of Friday."


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "windows-1252", "iso-8859-1", "koi8-r"])
def test_read_any_character_set(tmp_path, charset):
    words = (
        "Вода поднялась на два метра в пятницу." if charset == "koi8-r" else "The café rose – “two” metres on Friday."
    )
    words = words.replace("–", "-").replace("“", '"').replace("”", '"') if charset == "iso-8859-1" else words
    data = f"<?xml version='1.0' encoding='{charset}'?><rss><channel>{item(words)}</channel></rss>".encode(charset)
    assert summarize(read_bytes(tmp_path, "a.xml", data)) == [words]


def test_read_wrong_charset_declaration_is_ignored(tmp_path):
    words = "The café closed at ten on Friday – he said."
    data = f"<?xml version='1.0' encoding='utf-8'?><rss><channel>{item(words)}</channel></rss>"
    (record,) = read_bytes(tmp_path, "a.xml", data.encode("windows-1252"))
    assert record.text == words


def test_read_truncated_document_yields_complete_records(tmp_path):
    data = feed(item("It rained for an hour on Monday."), item("It rained for an hour on Tuesday."), item())
    results = read_bytes(tmp_path, "a.xml", data[:-60])
    assert summarize(results) == ["It rained for an hour on Monday.", "It rained for an hour on Tuesday.", "bad_xml"]
    assert [result.ref.offset for result in results] == [0, 1, 2]


def test_read_damaged_item_leaves_others_intact(tmp_path):
    data = feed(
        item(), "<item><title>Broken <b>tags</title><description>It rained all day.</description></item>", item()
    )
    assert summarize(read_bytes(tmp_path, "a.xml", data)).count(TEXT) == 2


def laughs(depth: int) -> str:
    entities = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, depth))
    return f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a0 'ha'>{entities}]>"


HOSTILE = {
    "billion laughs": (laughs(12).encode() + feed(item("&a11; and so on and so on.")), "bad_xml"),
    "quadratic": (f"<!DOCTYPE rss [<!ENTITY a '{'x' * 50_000}'>]>".encode() + feed(item("&a;" * 50_000)), "bad_xml"),
    "external entity": (b"<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + feed(item("&a;")), "bad_xml"),
    "parameter entity": (b"<!DOCTYPE rss [<!ENTITY % a SYSTEM 'http://example.org/x'> %a;]>" + feed(item()), "bad_xml"),
    "deep nesting": (feed("<a>" * 100_000, "</a>" * 100_000, item()), "too_large"),
    "deep item": (feed(item("<b>" * 100_000 + "</b>" * 100_000)), "too_large"),
    "many elements": (feed("<a/>" * 300_000, item()), "too_large"),
    "long text": (feed(item("rain " * 3_000_000)), "too_large"),
    "another root": (b"<?xml version='1.0'?><opml><body/></opml>", "unknown_format"),
    "no root": (b"<?xml version='1.0'?>", "unknown_format"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_read_malicious_document_fails_fast(tmp_path, data, reason):
    start = time.process_time()
    assert summarize(read_bytes(tmp_path, "a.xml", data, format="xml")) == [reason]
    assert time.process_time() - start < 5


def test_read_document_over_limit_is_one_failure(tmp_path):
    path = tmp_path / "a.xml.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(b"<rss><channel>")
        for _ in range(100):
            out.write(item("It rained for an hour on Monday. ").encode() * 12_000)
    (result,) = read(path)
    assert (result.reason, result.payload) == ("too_large", None)


def test_read_external_dtd_is_never_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words of the machine")
    data = f"<!DOCTYPE rss SYSTEM 'file://{secret}'>".encode() + feed(item("&secret; It rained on and on, they said."))
    (record,) = read_bytes(tmp_path, "a.xml", data)
    assert record.html == b"&secret; It rained on and on, they said."


def test_read_many_items_takes_linear_time(tmp_path):
    def seconds(count: int) -> float:
        data = feed("<skip/>" * 20_000, *[item()] * count)
        start = time.process_time()
        assert len(read_bytes(tmp_path, "a.xml", data)) == count
        return time.process_time() - start

    seconds(100)
    assert seconds(2000) < 8 * seconds(500) + 0.5


def test_read_empty_feed_yields_nothing(tmp_path):
    assert read_bytes(tmp_path, "a.xml", feed()) == []


def test_read_large_record_has_no_payload(tmp_path):
    (record,) = read_bytes(tmp_path, "a.xml", feed(item(f"{TEXT} " * 3000)))
    assert len(record.text) > PAYLOAD_LIMIT
    assert record.payload is None


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_read_mutated_documents_never_raise_nor_invent_records(tmp_path_factory, data):
    whole = data.draw(st.sampled_from([path.read_bytes() for path in SAMPLES]))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 200)))
    junk = data.draw(
        st.one_of(st.binary(max_size=20), st.sampled_from([b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<item>", b"\0"]))
    )
    for result in read_bytes(
        tmp_path_factory.getbasetemp(), "mutated.xml", whole[:start] + junk + whole[end:], format="xml"
    ):
        assert isinstance(result, RawRecord | Rejected)
        assert isinstance(result, Rejected) or result.text or result.html
