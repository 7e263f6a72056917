from pathlib import Path

import pytest

from tests.transforms.prepare.read.samples import read, read_bytes
from transforms.prepare.read.xml.nitf import prepend_dateline

AGENCIES = Path(__file__).parents[4] / "data" / "agencies"
TEXT = "The river rose by two metres on Friday."


def nitf(folder, *, head: str = "", body: str = f"<body.content><p>{TEXT}</p></body.content>"):
    data = f"<nitf><head>{head}</head><body>{body}</body></nitf>".encode()
    (record,) = read_bytes(folder, "a.xml", data)
    return record


def test_row_of_sample():
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


def test_row_of_dates_and_bylines(tmp_path):
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


def test_row_of_without_text_is_no_content(tmp_path):
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
