"""What earlier runs extracted from articles is read from an output folder, if it is there whole."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.outputs.folder.articles import FolderArticles
from pipeline.outputs.folder.output import FolderOutput
from schemas.flow.article_rows import ArticleRows
from schemas.flow.staging import EarlierRow
from schemas.rows.entity import Entity
from schemas.rows.failure import Failure
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.rows import NOW, REF, article, event, make_run

FIRST, SECOND, CHANGED = article("a", "t1", "r1"), article("b", "t2", "r1"), article("a", "t3", "r1")
BARE = article("c", "t4", "r1")
CITY = Entity(
    entity_id="n",
    article_id="a",
    content_id="t1",
    run_id="r1",
    name="Cali",
    type="GPE",
    mention_count=1,
    first_start=0,
    salience=0.1,
    mentions=(),
)
ROWS = [
    ArticleRows(article=FIRST, entities=(CITY,), events=(event("e1", FIRST),)),
    ArticleRows(article=SECOND, events=(event("e2", SECOND), event("e3", SECOND))),
    ArticleRows(article=CHANGED, events=(event("e4", CHANGED),)),
    ArticleRows(article=BARE),
]
EVENTS = [row for one in ROWS for row in one.events]


def failure_of(name: str, run: str, resolved_by: str | None = None) -> Failure:
    return Failure(
        failure_id=f"f{name}",
        stage="extract",
        reason="extract_error",
        error="e",
        article_id=name,
        record=REF,
        failed_at=NOW,
        run_id=run,
        resolved_by=resolved_by,
    )


@pytest.fixture
def output(tmp_path: Path) -> OutputFolder:
    """An output with one run of two commits; the rows of the second are of another article of the same run."""
    folder = OutputFolder(tmp_path / "out")
    folder.commit("r1", "one", articles=[FIRST, SECOND, CHANGED, BARE], entities=[CITY], events=EVENTS)
    folder.commit("r1", "two", articles=[article("d", "t5", "r1")], events=[event("e5", article("d", "t5", "r1"))])
    return folder


def earlier(output: OutputFolder, runs: tuple[str, ...] = ("r1",)) -> FolderArticles:
    found = FolderOutput(output.ledger.output).earlier_articles(runs, make_run("r9"))
    assert found is not None
    return found


def extracted(output: OutputFolder) -> list[ArticleRows]:
    """What is read for the rows of the first commit, in the reverse order."""
    articles = earlier(output)
    file = articles.files[0][0]
    rows = [
        EarlierRow(
            article_id=one.article.article_id, content_id=one.article.content_id, run_id="r1", file=file, row=place
        )
        for place, one in enumerate(ROWS)
    ]
    return articles.extracted(rows[::-1])


def test_articles_are_read_with_their_own_rows(output: OutputFolder) -> None:
    assert extracted(output) == ROWS[::-1]


def test_articles_of_which_a_part_failed_are_left_out_until_it_is_resolved(output: OutputFolder) -> None:
    output.commit("r2", "one", articles=[replace(FIRST, run_id="r2"), replace(SECOND, run_id="r2")])
    failures = [failure_of("a", "r2"), failure_of("b", "r2", resolved_by="r2")]
    output.commit("r2", "two", articles=[replace(one, run_id="r2") for one in (FIRST, SECOND)], failures=failures)
    articles = earlier(output, ("r2",))
    rows = [
        EarlierRow(
            article_id=one.article_id, content_id=one.content_id, run_id="r2", file=articles.files[1][0], row=place
        )
        for place, one in enumerate((FIRST, SECOND))
    ]
    assert [one.article.article_id for one in articles.extracted(rows)] == ["b"]


def test_articles_of_a_run_that_is_to_be_read_again_are_left_out(output: OutputFolder) -> None:
    ledger = output.ledger
    last = ledger.manifests()[-1]
    ledger.append(replace(last, number=last.number + 1, chunk="", parts={}, inputs=(), reopened=("two",)))
    assert extracted(output) == []


def test_runs_of_the_same_code_and_model_are_told_from_others(output: OutputFolder) -> None:
    folder = FolderOutput(output.ledger.output)
    for run, wanted in {
        make_run("r9"): {"r1"},
        replace(make_run("r9"), code_version="2"): set(),
        replace(make_run("r9"), model="other"): set(),
    }.items():
        found = folder.earlier_articles(("r1",), run)
        assert found is not None
        assert found.same_runs == wanted
