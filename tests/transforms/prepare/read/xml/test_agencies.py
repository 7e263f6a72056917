"""The agencies' own formats: NITF, NewsML-G2 and ninjs."""

import json
from pathlib import Path

import pytest

from schemas.rows.failure import Rejected
from tests.transforms.prepare.read.samples import outline, read, read_bytes
from transforms.prepare.read.json.ninjs import is_ninjs
from transforms.prepare.read.xml.nitf import prepend_dateline

AGENCIES = Path(__file__).parents[4] / "data" / "agencies"
XHTML = "http://www.w3.org/1999/xhtml"
TEXT = "The river rose by two metres on Friday."


def nitf(folder, *, head: str = "", body: str = f"<body.content><p>{TEXT}</p></body.content>"):
    data = f"<nitf><head>{head}</head><body>{body}</body></nitf>".encode()
    (record,) = read_bytes(folder, "a.xml", data)
    return record


def test_nitf_sample():
    (record,) = read(AGENCIES / "nitf.xml")
    assert record.text == (
        "GAO, Mali (Reuters) — Gunmen attacked a convoy near Gao on Tuesday, killing at least four soldiers, the army "
        "said.\n\n“They came at dawn,” said Omar Haddad, a driver who survived.\n\nThird attack\n\nIt was the third "
        "attack on the road since January — and the deadliest."
    )
    assert (record.record_id, record.title) == ("EXP-20240312-0093", "Gunmen kill four soldiers near Gao")
    assert record.authors == ("Amina Diallo", "Reuters")
    assert (record.source_name, record.language, record.published) == ("The Daily Sample", "en", "20240313")
    assert record.sections == ("Unrest, conflicts and war", "Unrest, conflicts and war", "World")
    assert record.keywords == ("Mali", "Attack", "Act of terror")


def test_nitf_row_of_dates_and_bylines(tmp_path):
    head = "<docdata><date.issue norm='20240312T194500+0000'/><date.release norm='20240101'/></docdata>"
    body = f"<body.head><byline>By Ann Example<byttl>Staff Writer</byttl></byline></body.head><p>{TEXT}</p>"
    record = nitf(tmp_path, head=head, body=body)
    assert (record.published, record.authors) == ("20240312T194500+0000", ("By Ann Example",))


@pytest.mark.parametrize(
    ("body", "text", "html"),
    [
        (f"<body.content><![CDATA[<p>{TEXT}</p>]]></body.content>", None, f"<p>{TEXT}</p>"),
        (f"<body.content>{TEXT}</body.content>", TEXT, None),
        (f"<p>{TEXT}</p>", TEXT, None),
        (
            f"<body.content><p>{TEXT}</p><media><media-caption>A river.</media-caption></media></body.content>",
            TEXT,
            None,
        ),
    ],
)
def test_nitf_body_variants(tmp_path, body, text, html):
    record = nitf(tmp_path, body=body)
    assert (record.text, record.html and record.html.decode()) == (text, html)


def test_nitf_row_of_without_text_is_no_content(tmp_path):
    assert nitf(tmp_path, body="<body.content/>").reason == "no_content"


@pytest.mark.parametrize(
    ("dateline", "first", "wanted"),
    [
        ("GAO, Mali (AFP) -", "It rained.", "GAO, Mali (AFP) — It rained."),
        ("GAO, Mali (AFP) -", "Gao, Mali (AFP) — It rained.", "Gao, Mali (AFP) — It rained."),
        ("", "It rained.", "It rained."),
        (" — ", "It rained.", "It rained."),
    ],
)
def test_prepend_dateline_once(dateline, first, wanted):
    assert prepend_dateline([first, "Two."], dateline) == [wanted, "Two."]
    assert prepend_dateline([], dateline) == []


def test_newsml_sample():
    court, flood, killed = read(AGENCIES / "newsml-g2.xml")  # the picture counts nowhere
    assert court.text.startswith("LAGOS, March 15 (AFP) — A court in Lagos sentenced")
    assert len(court.text.split("\n\n")) == 2
    assert court.record_id == "urn:newsml:example.org:20240315:court-lagos"
    assert (court.title, court.url) == ("Court in Lagos jails former minister", None)
    assert court.authors == ("John Okafor", "Agence France-Presse")
    assert (court.source_name, court.language) == ("Example Wire", "en-GB")
    assert (court.sections, court.keywords) == (("crime, law and justice",), ("fraud", "Nigeria"))
    assert (court.published, court.modified) == ("2024-03-15T09:12:00Z", "2024-03-15T11:04:30Z")
    assert flood.text.startswith("BASRA, Iraq — Heavy rain")
    assert (flood.authors, flood.source_name) == (("Laura Chen",), "Example Wire")
    assert (killed.reason, killed.ref.offset) == ("withdrawn", 3)


def news_item(content: str, *, item_class: str = "ninat:text") -> bytes:
    return (
        f"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='a'><itemMeta><itemClass qcode='{item_class}'/>"
        f"</itemMeta><contentSet>{content}</contentSet></newsItem>"
    ).encode()


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (f"<inlineData contenttype='text/plain'>{TEXT}</inlineData>", TEXT),
        (f"<inlineData contenttype='text/html'>&lt;p&gt;{TEXT}&lt;/p&gt;</inlineData>", f"<p>{TEXT}</p>"),
        (f"<inlineXML contenttype='application/xhtml+xml'><![CDATA[<p>{TEXT}</p>]]></inlineXML>", f"<p>{TEXT}</p>"),
        (f"<inlineXML contenttype='application/xhtml+xml'><p xmlns='{XHTML}'>{TEXT}</p></inlineXML>", TEXT),
        (f"<inlineData>Short.</inlineData><inlineData>{TEXT} {TEXT}</inlineData>", f"{TEXT} {TEXT}"),
        ("<inlineXML contenttype='application/nitf+xml'> </inlineXML>", "no_content"),
        ("", "no_content"),
    ],
)  # fmt: skip
def test_newsml_row_of_content_variants(tmp_path, content, wanted):
    assert outline(read_bytes(tmp_path, "a.xml", news_item(content))) == [wanted]


def test_newsml_pictures_are_not_records(tmp_path):
    assert read_bytes(tmp_path, "a.xml", news_item("<remoteContent href='a.jpg'/>", item_class="ninat:picture")) == []


def test_ninjs_version_1():
    (record,) = read(AGENCIES / "ninjs.json")
    assert record.html.startswith(b"<p>MANILA (AP) &mdash; A fire")
    assert (record.record_id, record.url) == ("https://content.example.org/items/20240316-manila-fire",) * 2
    assert (record.title, record.authors) == ("Fire in Manila warehouse kills five", ("Laura Chen",))
    assert (record.source_name, record.language) == ("Example Wire", "en")
    assert record.sections == ("disaster, accident and emergency incident",)
    assert record.keywords == ("fire", "Bureau of Fire Protection", "Manila")
    assert (record.published, record.modified) == ("2024-03-16T02:10:00Z", "2024-03-16T04:41:09Z")


def test_ninjs_versions_2_and_3_in_json_lines():
    marseille, karachi, killed, picture = read(AGENCIES / "ninjs.jsonl")
    assert marseille.title == "Police clear protest camp in Marseille"
    assert marseille.text.endswith("\n\nThe protesters had demanded lower rents.")
    assert (marseille.authors, marseille.source_name) == (("Peter Novak", "Example Wire"), "Example Wire")
    assert (marseille.sections, marseille.url) == (("politics",), None)
    assert karachi.html.startswith(b"<p>Two men")
    assert (karachi.published, karachi.modified) == ("2024-03-17T15:00:00Z", "2024-03-17T15:30:00Z")
    assert karachi.keywords == ("Omar Haddad", "Karachi")
    assert (killed.reason, picture.reason) == ("withdrawn", "no_content")
    lines = (AGENCIES / "ninjs.jsonl").read_bytes()
    for result in (marseille, karachi, killed, picture):
        assert result.payload == lines[result.ref.offset : result.ref.offset + result.ref.length]


def test_ninjs_array_yields_every_item(tmp_path):
    objects = [json.loads(line) for line in (AGENCIES / "ninjs.jsonl").read_text().splitlines()]
    results = read_bytes(tmp_path, "a.json", json.dumps(objects).encode())
    assert [result.ref.offset for result in results] == [0, 1, 2, 3]
    assert sum(isinstance(result, Rejected) for result in results) == 2


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"uri": "a", "versioncreated": "2024-01-01"}, True),
        ({"uri": "a", "body_text": "x"}, True),
        ({"$standard": {"name": "ninjs"}}, True),
        ({"uri": "a", "text": "x"}, False),
        ({"url": "a", "body_text": "x"}, False),
        ({"uri": 7, "bodies": []}, False),
        ({"standard": "gauge"}, False),
        ({}, False),
    ],
)
def test_is_ninjs_recognises_ninjs_only(value, wanted):
    assert is_ninjs(value) is wanted


@pytest.mark.parametrize(
    "wrong",
    [
        {"bodies": 7}, {"bodies": [7, None, {"value": 7}]}, {"headlines": {}}, {"subject": "x"}, {"place": [[]]},
        {"bodies": "x"}, {"byline": {"name": "x"}}, {"pubstatus": []}, {"body_xhtml": []}, {"body_text": {"a": 1}},
    ],
)  # fmt: skip
def test_ninjs_fields_of_wrong_type_are_ignored(tmp_path, wrong):
    line = {"uri": "a", "versioncreated": "2024-01-01", "body_html": f"<p>{TEXT}</p>"} | wrong
    assert outline(read_bytes(tmp_path, "a.jsonl", json.dumps(line).encode())) == [f"<p>{TEXT}</p>"]
