import json
from pathlib import Path

import pytest

from schemas.rows.failure import Rejected
from tests.transforms.prepare.read.samples import read, read_bytes, summarize
from transforms.prepare.read.json.ninjs import is_ninjs

AGENCIES = Path(__file__).parents[4] / "data" / "agencies"
TEXT = "The river rose by two metres on Friday."


def test_row_of_version_1():
    (record,) = read(AGENCIES / "ninjs.json")
    assert record.html.startswith(b"<p>MANILA (AP) &mdash; A fire")
    assert (record.record_id, record.url) == ("https://content.example.org/items/20240316-manila-fire",) * 2
    assert (record.title, record.authors) == ("Fire in Manila warehouse kills five", ("Laura Chen",))
    assert (record.source_name, record.language) == ("Example Wire", "en")
    assert record.sections == ("disaster, accident and emergency incident",)
    assert record.keywords == ("fire", "Bureau of Fire Protection", "Manila")
    assert (record.published, record.modified) == ("2024-03-16T02:10:00Z", "2024-03-16T04:41:09Z")


def test_row_of_versions_2_and_3_in_json_lines():
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


def test_row_of_array_yields_every_item(tmp_path):
    objects = [json.loads(line) for line in (AGENCIES / "ninjs.jsonl").read_text().splitlines()]
    results = read_bytes(tmp_path, "a.json", json.dumps(objects).encode())
    assert len(results) == 4
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
def test_row_of_fields_of_wrong_type_are_ignored(tmp_path, wrong):
    line = {"uri": "a", "versioncreated": "2024-01-01", "body_html": f"<p>{TEXT}</p>"} | wrong
    assert summarize(read_bytes(tmp_path, "a.jsonl", json.dumps(line).encode())) == [f"<p>{TEXT}</p>"]
