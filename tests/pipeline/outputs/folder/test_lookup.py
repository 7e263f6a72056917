"""Ids and their beginnings, as users give them."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import OptionError
from pipeline.outputs.folder.lookup import ArticleKey, Found, articles_of, find, merges, standing
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
    output.commit("r3", stories=[replace(story("d" * 32, A), replaced_by="f" * 32), story("f" * 32, A, B)])
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


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("e1", A), [ArticleKey(A, "y", "r2")]),
        (("e0",), [ArticleKey(A, "x", "r1")]),
        (("e0", "e1", "ab"), [ArticleKey(A, "x", "r1"), ArticleKey(A, "y", "r2"), ArticleKey(B, "z", "r1")]),
        (("c",), [ArticleKey(A, "y", "r2")]),
        (("d",), [ArticleKey(A, "y", "r2"), ArticleKey(B, "z", "r1")]),
    ],
)
def test_articles_of_rows_are_the_revisions_that_they_are_of(
    output: OutputFolder, given: tuple[str, ...], expected: list[ArticleKey]
) -> None:
    with open_tables(output.ledger, all_rows=True) as tables:
        assert articles_of(tables, [standing(tables, find(tables, one)) for one in given]) == expected


def test_articles_of_an_older_row_that_was_written_twice_are_those_of_the_last_run(output: OutputFolder) -> None:
    again = article(A, "x", "r4")
    output.commit("r4", articles=[again], events=[event(OLD, again)])
    output.commit("r5", articles=[article(A, "y", "r5")])
    with open_tables(output.ledger, all_rows=True) as tables:
        assert articles_of(tables, [find(tables, OLD)]) == [ArticleKey(A, "x", "r4")]


def test_merges_end_with_the_cluster_that_stands(output: OutputFolder) -> None:
    output.commit("r4", stories=[story("b" * 32, replaced_by="0" * 32), story("e" * 32, replaced_by="e" * 32)])
    with open_tables(output.ledger, all_rows=True) as tables:
        assert merges(tables, "story", "d" * 32) == ["d" * 32, "f" * 32]
        assert merges(tables, "story", "f" * 32) == ["f" * 32]
        assert merges(tables, "story", "b" * 32) == ["b" * 32]  # what it names is not there
        assert merges(tables, "story", "e" * 32) == ["e" * 32]
