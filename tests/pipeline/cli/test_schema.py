"""`newsbeam schema`."""

import pytest

from tests.end_to_end.command import newsbeam


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("markdown", "## stories"),
        ("ddl", "CREATE TABLE stories"),
        ("bigquery", '"name": "story_id"'),
        ("arrow", "story_id: string not null"),
    ],
)
def test_schema_prints_a_table_in_each_format(form: str, expected: str) -> None:
    shown = newsbeam("schema", "stories", "--format", form).stdout
    assert expected in shown
    assert "event_id" not in shown


def test_schema_of_an_unknown_table_says_which_there_are() -> None:
    assert "got 'storys', wanted one of articles, entities" in newsbeam("schema", "storys", code=2).stderr
