from pathlib import Path

import pytest

from tests.transforms.prepare.read.samples import read, read_bytes, summarize

AGENCIES = Path(__file__).parents[4] / "data" / "agencies"
XHTML = "http://www.w3.org/1999/xhtml"
TEXT = "The river rose by two metres on Friday."


def test_row_of_sample():
    court, flood, killed = read(AGENCIES / "newsml-g2.xml")  # the picture is not a record
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
def test_row_of_content_variants(tmp_path, content, wanted):
    assert summarize(read_bytes(tmp_path, "a.xml", news_item(content))) == [wanted]


def test_row_of_pictures_are_not_records(tmp_path):
    assert read_bytes(tmp_path, "a.xml", news_item("<remoteContent href='a.jpg'/>", item_class="ninat:picture")) == []
