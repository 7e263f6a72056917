"""Ids and their beginnings, as users give them."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import OptionError
from pipeline.outputs.folder.lookup import IN_ARTICLES, Found, articles_of, find
from pipeline.outputs.folder.query import open_tables
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.rows import article, event, incident, story

A, B = "aa" + "0" * 30, "ab" + "0" * 30
OLD, NEW = "e0" + "1" * 30, "e1" + "1" * 30


@pytest.fixture
def output(tmp_path: Path) -> OutputFolder:
    """An article that was revised, and another."""
    output = OutputFolder(tmp_path / "out")
    first, second = article(A, "x", "r1"), article(A, "y", "r2")
    output.commit("r1", articles=[first, article(B, "z", "r1")], events=[event(OLD, first)])
    output.commit("r2", articles=[second], events=[event(NEW, second)], incidents=[incident("c" * 32, A)])
    output.commit("r3", stories=[replace(story("d" * 32, A), replaced_by="f" * 32)])
    return output


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (A, Found("article", A)),
        ("AB", Found("article", B)),
        ("e1", Found("event", NEW)),
        ("e0", Found("event", OLD, is_current=False)),
        ("c", Found("incident", "c" * 32)),
        ("d", Found("story", "d" * 32)),
    ],
)
def test_find_names_one_thing_by_the_beginning_of_its_id(output: OutputFolder, given: str, expected: Found) -> None:
    with open_tables(output.ledger, all_rows=True) as tables:
        assert find(tables, given) == expected


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("a", f"which article {A}, article {B} begin with; wanted more of it"),
        ("00", "wanted that of one article, event, quote, entity, incident or story; to list some: newsbeam query DIR"),
        ("%", "wanted an id of 32 digits and letters from a to f"),
        ("", "wanted an id of 32 digits"),
        ("a\n", "wanted an id of 32 digits"),
        ("' OR 1 --", "wanted an id of 32 digits"),
        (A + "0", "wanted an id of 32 digits"),
    ],
)
def test_find_what_names_no_single_thing_says_what_is_wanted(output: OutputFolder, given: str, said: str) -> None:
    with open_tables(output.ledger, all_rows=True) as tables, pytest.raises(OptionError, match="ID: got") as error:
        find(tables, given)
    assert said in str(error.value)


def test_find_looks_for_the_given_kinds_only(output: OutputFolder) -> None:
    with open_tables(output.ledger, all_rows=True) as tables, pytest.raises(OptionError, match="or entity"):
        find(tables, "c", IN_ARTICLES)


def test_articles_of_rows_are_their_owners(output: OutputFolder) -> None:
    with open_tables(output.ledger, all_rows=True) as tables:
        found = [find(tables, given) for given in ("e1", "e0", "ab")]
        assert articles_of(tables, found) == [A, B]
